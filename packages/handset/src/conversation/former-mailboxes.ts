import type { ConversationId } from '../api.ts';
import { erase } from '../bytes.ts';
import type { Engine } from '../engine.ts';
import { toHex } from '../hex.ts';
import { handsetLimits } from '../limits.ts';
import type { OwnMailbox } from '../storage/conversation-record.ts';
import { decodeFormerMailbox, encodeFormerMailbox } from '../storage/former-mailbox.ts';
import type { FormerMailbox } from '../storage/former-mailbox.ts';
import { tables } from '../storage/tables.ts';
import type { Transaction } from '../storage/transaction.ts';
import type { MailboxOwner } from '../sync/mailbox-reader.ts';
import type { RecordName } from '../vault/sealed-store.ts';
import type { ConversationHandle } from './conversation.ts';
import type { ConversationDraft } from './draft.ts';

/**
 * Mailboxes of before, of conversations that this device came into anew. Who is on another side of a split knows no other one: they are read for as
 * long as somebody may ask there.
 */
export interface FormerMailboxes {
  /** The conversation's mailbox is a former one from the draft's commit on. */
  readonly keep: (draft: ConversationDraft) => Promise<void>;
  /** Removes in `tx` those of a conversation, and reads them no more once it is committed: the call that it gives does that. */
  readonly forget: (tx: Pick<Transaction, 'remove'>, conversation: ConversationId) => () => void;
  /** Removes those whose time is over. */
  readonly sweep: () => Promise<void>;
  readonly erase: () => void;
}

interface Parts {
  readonly engine: Engine;
  readonly find: (id: ConversationId) => ConversationHandle | undefined;
  /** Takes what comes into a conversation by a mailbox that is not its own any more. */
  readonly receive: (handle: ConversationHandle) => MailboxOwner['receive'];
}

export async function loadFormerMailboxes({
  engine,
  find,
  receive,
}: Parts): Promise<FormerMailboxes> {
  const { store, sync, clock } = engine;
  const kept = new Map<string, FormerMailbox>();

  const read = (former: FormerMailbox): void => {
    const { own, conversation } = former;
    const key = toHex(own.address);
    const handle = find(conversation);
    if (handle === undefined) return;
    kept.set(key, former);
    sync.read(own.address, {
      mailbox: () => kept.get(key)?.own,
      // Not kept: what is delivered again is known by its id, or opens nothing new.
      position: () => 0,
      receive: receive(handle),
      restart: async () => {},
    });
  };
  const end = (former: FormerMailbox): void => {
    kept.delete(toHex(former.own.address));
    sync.unread(former.own.address);
    erase(former.own.readSeed);
  };
  const ofConversation = (id: ConversationId): readonly FormerMailbox[] =>
    kept
      .values()
      .filter(({ conversation }) => conversation === id)
      .toArray();

  for await (const value of store.values(tables.formerMailboxes)) {
    const former = decodeFormerMailbox(value);
    erase(value);
    read(former);
  }

  return {
    keep: async ({ tx, record, after }) => {
      const own = { ...record.own, readSeed: record.own.readSeed.slice() };
      const former = { conversation: record.id, own, sinceMs: clock.now() };
      tx.put(nameOf(own), encodeFormerMailbox(former));
      const most = handsetLimits.maxFormerMailboxes - 1;
      const before = ofConversation(record.id).toSorted((a, b) => b.sinceMs - a.sinceMs);
      for (const old of before.slice(most)) tx.remove(nameOf(old.own));
      after(() => {
        for (const old of before.slice(most)) end(old);
        sync.unread(own.address);
        read(former);
      });
    },
    forget: (tx, conversation) => {
      const all = ofConversation(conversation);
      for (const { own } of all) tx.remove(nameOf(own));
      return () => {
        for (const each of all) end(each);
      };
    },
    sweep: async () => {
      const nowMs = clock.now();
      const over = [...kept.values()].filter(
        ({ sinceMs }) => Math.abs(nowMs - sinceMs) >= handsetLimits.lingerMs,
      );
      if (over.length === 0) return;
      await store.write(over.map(({ own }) => ({ remove: nameOf(own) })));
      for (const each of over) end(each);
    },
    erase: () => erase(...[...kept.values()].map(({ own }) => own.readSeed)),
  };
}

function nameOf({ address }: OwnMailbox): RecordName {
  return { table: tables.formerMailboxes, id: address };
}
