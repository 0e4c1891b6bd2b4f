import { bytesEqual, encodeBase64url } from '@sotto/protocol';
import type { Conversation, ConversationId } from '../api.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { decodeConversation, encodeConversation } from '../storage/conversation-record.ts';
import type { ConversationRecord, PeerMailbox } from '../storage/conversation-record.ts';
import { putNewGroup } from '../storage/group-records.ts';
import type { NewGroup } from '../storage/group-records.ts';
import { decodeMessageRecord } from '../storage/message-record.ts';
import { newPost } from '../storage/post-record.ts';
import { tables } from '../storage/tables.ts';
import type { Transaction } from '../storage/transaction.ts';
import type { MailboxOwner } from '../sync/mailbox-reader.ts';
import type { Sync } from '../sync/sync.ts';
import { createConversation } from './conversation.ts';
import type { ConversationHandle } from './conversation.ts';
import { queueReceipts, receiptsAreMany } from './receipts.ts';
import { receiveEnvelope } from './receive.ts';
import type { Troubles } from '../events/troubles.ts';
import { conversationView } from './view.ts';

/** All conversations of this handset. */
export interface Conversations {
  readonly newId: () => ConversationId;
  /** @throws CONVERSATION_UNKNOWN */
  readonly get: (id: ConversationId) => ConversationHandle;
  readonly all: () => readonly ConversationHandle[];
  readonly ofInvite: (inviteId: Uint8Array) => ConversationHandle | undefined;
  /**
   * Completes `tx` with a new conversation, and commits it. With `welcome`, the first post is that body. When it rejects,
   * nothing was stored, as far as the store can tell.
   */
  readonly found: (
    tx: Transaction,
    record: ConversationRecord,
    group: NewGroup,
    welcome?: { readonly body: Uint8Array; readonly place: PeerMailbox },
  ) => Promise<Added>;
  /** The conversation of an invite that the store has, also when the storing of it seemed to fail. */
  readonly recover: (inviteId: Uint8Array) => Promise<Added | undefined>;
  readonly view: (handle: ConversationHandle) => Promise<Conversation>;
}

export interface Added {
  readonly handle: ConversationHandle;
  readonly owner: MailboxOwner;
}

interface Parts {
  readonly engine: Engine;
  readonly sync: Sync;
  readonly troubles: Troubles;
  readonly changed: (conversation: ConversationHandle) => void;
}

export async function loadConversations({
  engine,
  sync,
  troubles,
  changed,
}: Parts): Promise<Conversations> {
  const handles = new Map<ConversationId, ConversationHandle>();

  const ofInvite = (inviteId: Uint8Array): ConversationHandle | undefined =>
    handles.values().find((handle) => bytesEqual(handle.record().inviteId, inviteId));

  const add = (record: ConversationRecord, isNew: boolean): Added => {
    const handle = createConversation(engine, { record, isNew, changed });
    handles.set(record.id, handle);
    const owner = ownerOf(engine, handle);
    return { handle, owner };
  };

  for await (const value of engine.store.values(tables.conversations)) {
    const { handle, owner } = add(decodeConversation(value), false);
    sync.read(handle.record().own.address, owner);
  }

  return {
    newId: () => encodeBase64url(engine.crypto.random(16)) as ConversationId,
    get: (id) => {
      const handle = handles.get(id);
      if (handle === undefined)
        throw handsetError('CONVERSATION_UNKNOWN', 'There is no such conversation.');
      return handle;
    },
    all: () => [...handles.values()],
    ofInvite,
    recover: async (inviteId) => {
      const handle = ofInvite(inviteId);
      if (handle !== undefined) return { handle, owner: ownerOf(engine, handle) };
      for await (const value of engine.store.values(tables.conversations)) {
        const record = decodeConversation(value);
        if (bytesEqual(record.inviteId, inviteId)) return add(record, true);
      }
      return undefined;
    },
    found: async (tx, record, group, welcome) => {
      const { id } = record;
      const withPost = welcome ? { ...record, nextPost: 1, waitingPosts: 1 } : record;
      if (welcome)
        tx.put(
          { table: tables.outbox(id), ordinal: 0 },
          newPost(engine.crypto, welcome.place, welcome.body),
        );
      tx.put({ table: tables.conversations, id }, encodeConversation(withPost));
      putNewGroup(tx, id, group);
      try {
        await tx.commit();
      } catch (error) {
        // A write may fail after it was done. Making another conversation of the same secrets would use their keys twice.
        const isThere = await engine.store.get({ table: tables.conversations, id });
        if (isThere === undefined) throw error;
      }
      const added = add(withPost, true);
      // The mailbox of an invite is read already, by the invite, which gives over what comes from now on.
      if (welcome) sync.read(record.own.address, added.owner);
      // It exists: what cannot be told now is told with its next change.
      await added.handle.announce().catch((error: unknown) => {
        if (!engine.stopping.aborted) troubles.report(error);
        changed(added.handle);
      });
      return added;
    },
    view: async (handle) => {
      const record = handle.record();
      const newest = engine.store.range(tables.history(handle.id), { reverse: true, limit: 1 });
      for await (const { value } of newest)
        return conversationView(engine, record, decodeMessageRecord(value));
      return conversationView(engine, record, undefined);
    },
  };
}

function ownerOf(engine: Engine, handle: ConversationHandle): MailboxOwner {
  return {
    mailbox: () => handle.record().own,
    receive: (envelopes) =>
      handle.change(async (draft) => {
        for (const envelope of envelopes) await receiveEnvelope(engine, draft, envelope);
        while (receiptsAreMany(draft.record)) await queueReceipts(engine, draft);
      }),
    restart: () =>
      handle.change(async (draft) => {
        draft.record = { ...draft.record, own: { ...draft.record.own, position: 0 } };
      }),
  };
}
