import type { RelayUrl } from '@sotto/core';
import { bytesEqual, encodeBase64url } from '@sotto/protocol';
import type { Conversation, ConversationId } from '../api.ts';
import { erase } from '../bytes.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { isEnded, isLingering } from '../group/linger.ts';
import { queueReceipts, receiptsAreMany } from '../message/receipts.ts';
import {
  decodeCounters,
  decodeFacts,
  positionAt,
  withPosition,
} from '../storage/conversation-record.ts';
import type { ConversationRecord } from '../storage/conversation-record.ts';
import { encodeEpoch } from '../storage/epoch-record.ts';
import type { EpochRecord } from '../storage/epoch-record.ts';
import { putNewGroup } from '../storage/group-records.ts';
import type { NewGroup } from '../storage/group-records.ts';
import { decodeMessageRecord } from '../storage/message-record.ts';
import { tables } from '../storage/tables.ts';
import type { Transaction } from '../storage/transaction.ts';
import type { MailboxOwner } from '../sync/mailbox-reader.ts';
import type { Troubles } from '../events/troubles.ts';
import type { NewPost } from '../outbox/outbox.ts';
import { createConversation, putRecord } from './conversation.ts';
import type { ConversationHandle } from './conversation.ts';
import { loadFormerMailboxes } from './former-mailboxes.ts';
import type { FormerMailboxes } from './former-mailboxes.ts';
import { receiveEnvelope } from './receive.ts';
import { conversationView } from './view.ts';

/** All conversations of this handset. */
export interface Conversations {
  readonly newId: () => ConversationId;
  /** @throws CONVERSATION_UNKNOWN */
  readonly get: (id: ConversationId) => ConversationHandle;
  readonly all: () => readonly ConversationHandle[];
  readonly formerMailboxes: FormerMailboxes;
  readonly ofInvite: (inviteId: Uint8Array) => ConversationHandle | undefined;
  readonly ofGroup: (groupId: Uint8Array) => ConversationHandle | undefined;
  /**
   * Completes `tx` with a new conversation, and commits it. With `post`, the first post is that. When it rejects,
   * nothing was stored, as far as the store can tell.
   */
  readonly found: (tx: Transaction, made: NewConversation) => Promise<Added>;
  /** The conversation of an invite that the store has, also when the storing of it seemed to fail. */
  readonly recover: (inviteId: Uint8Array) => Promise<Added | undefined>;
  /** Reads the conversation's mailbox from now on. */
  readonly read: (handle: ConversationHandle) => void;
  /** Forgets a conversation that is over; what is stored of it is the caller's to remove. */
  readonly drop: (id: ConversationId) => void;
  readonly view: (handle: ConversationHandle) => Promise<Conversation>;
}

export interface NewConversation {
  readonly record: ConversationRecord;
  readonly group: NewGroup;
  readonly epoch: EpochRecord;
  readonly post?: NewPost;
}

export interface Added {
  readonly handle: ConversationHandle;
  readonly owner: MailboxOwner;
}

interface Parts {
  readonly engine: Engine;
  readonly troubles: Troubles;
  readonly changed: (conversation: ConversationHandle) => void;
}

export async function loadConversations({
  engine,
  troubles,
  changed,
}: Parts): Promise<Conversations> {
  const { sync, store } = engine;
  const handles = new Map<ConversationId, ConversationHandle>();

  const find = (is: (record: ConversationRecord) => boolean): ConversationHandle | undefined =>
    handles.values().find((handle) => is(handle.record()));
  const ofInvite = (inviteId: Uint8Array): ConversationHandle | undefined =>
    find((record) => bytesEqual(record.inviteId, inviteId));

  const add = (record: ConversationRecord, isNew: boolean): Added => {
    const handle = createConversation(engine, { record, isNew, changed });
    handles.set(record.id, handle);
    return { handle, owner: ownerOf(engine, handle, changed) };
  };

  const stored = async (): Promise<readonly ConversationRecord[]> => {
    const records: ConversationRecord[] = [];
    for await (const value of store.values(tables.conversations)) {
      const facts = decodeFacts(value);
      erase(value);
      const counters = await store.get({ table: tables.counters, id: facts.id });
      if (counters === undefined)
        throw handsetError('VAULT_BROKEN', 'A conversation is not whole.');
      records.push({ ...facts, ...decodeCounters(counters) });
    }
    return records;
  };

  for (const record of await stored()) {
    const { owner } = add(record, false);
    const isRead = !isEnded(record) || isLingering(record, engine.clock.now());
    if (isRead) sync.read(record.own.address, owner);
  }

  const formerMailboxes = await loadFormerMailboxes({
    engine,
    find: (id) => handles.get(id),
    receive: (handle) => taking(engine, handle, { isOwn: false }),
  });

  return {
    formerMailboxes,
    newId: () => encodeBase64url(engine.crypto.random(16)) as ConversationId,
    get: (id) => {
      const handle = handles.get(id);
      if (handle === undefined)
        throw handsetError('CONVERSATION_UNKNOWN', 'There is no such conversation.');
      return handle;
    },
    all: () => [...handles.values()],
    ofInvite,
    ofGroup: (groupId) => find((record) => bytesEqual(record.groupId, groupId)),
    recover: async (inviteId) => {
      const handle = ofInvite(inviteId);
      if (handle !== undefined) return { handle, owner: ownerOf(engine, handle, changed) };
      const record = (await stored()).find((each) => bytesEqual(each.inviteId, inviteId));
      return record && add(record, true);
    },
    found: async (tx, { record, group, epoch, post }) => {
      const { id } = record;
      if (post) engine.outbox.put(tx, [post]);
      putRecord(tx, undefined, record);
      const name = { table: tables.epochs(id), ordinal: Number(epoch.epoch) };
      tx.put(name, encodeEpoch(epoch));
      putNewGroup(tx, id, group);
      try {
        await tx.commit();
      } catch (error) {
        // A write may fail after it was done. Making another conversation of the same secrets would use their keys twice.
        const isThere = await store.get({ table: tables.conversations, id });
        if (isThere === undefined) throw error;
      }
      const added = add(record, true);
      if (post) engine.outbox.wake();
      // It exists: what cannot be told now is told with its next change.
      await added.handle.announce().catch((error: unknown) => {
        if (!engine.stopping.aborted) troubles.report(error);
      });
      changed(added.handle);
      engine.devicesChanged();
      return added;
    },
    read: (handle) => sync.read(handle.record().own.address, ownerOf(engine, handle, changed)),
    drop: (id) => {
      const handle = handles.get(id);
      handles.delete(id);
      if (handle) sync.unread(handle.record().own.address);
    },
    view: async (handle) => {
      const record = handle.record();
      const newest = store.range(tables.history(handle.id), { reverse: true, limit: 1 });
      for await (const { value } of newest)
        return conversationView(engine, record, decodeMessageRecord(value));
      return conversationView(engine, record, undefined);
    },
  };
}

function ownerOf(
  engine: Engine,
  handle: ConversationHandle,
  changed: (conversation: ConversationHandle) => void,
): MailboxOwner {
  return {
    mailbox: () => handle.record().own,
    position: (relay) => positionAt(handle.record(), relay),
    receive: taking(engine, handle, { isOwn: true }),
    restart: (relay: RelayUrl) =>
      handle.change(async (draft) => {
        const positions = withPosition(draft.record.positions, relay, 0);
        draft.record = { ...draft.record, positions };
      }),
    quiet: () => changed(handle),
  };
}

/** Takes what comes into a conversation. Positions are those of the mailbox that is its own now. */
function taking(
  engine: Engine,
  handle: ConversationHandle,
  { isOwn }: { readonly isOwn: boolean },
): MailboxOwner['receive'] {
  return (envelopes, from) =>
    handle.change(async (draft) => {
      for (const envelope of envelopes) {
        await receiveEnvelope(engine, draft, envelope, isOwn ? from : undefined);
        from.settle?.(draft.tx, envelope);
      }
      while (receiptsAreMany(draft.record)) await queueReceipts(engine, draft);
    });
}
