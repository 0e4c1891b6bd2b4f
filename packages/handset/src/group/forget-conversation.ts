import type { RelayUrl } from '@sotto/core';
import { parseSottoFrame } from '@sotto/protocol';
import type { ConversationId } from '../api.ts';
import { ownMessageId } from '../conversation/compose.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { FormerMailboxes } from '../conversation/former-mailboxes.ts';
import { partsOf, syncKeys } from '../devices/sync-keys.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { toHex } from '../hex.ts';
import { forgetMessages } from '../message/forget-messages.ts';
import { takeFailed } from '../outbox/failed-posts.ts';
import { decodeArrivedWelcome, encodeArrivedWelcome } from '../storage/arrived-welcome.ts';
import { decodeExport, exportId } from '../storage/export-record.ts';
import { decodeSent } from '../storage/sent-record.ts';
import { decodeSyncEntry } from '../storage/sync-entry.ts';
import { tables } from '../storage/tables.ts';
import { beginTransaction } from '../storage/transaction.ts';
import type { Transaction } from '../storage/transaction.ts';
import { dropWord } from '../storage/words.ts';
import { handsetLimits } from '../limits.ts';
import { relaysOf } from './relays-of.ts';

/**
 * Removes a conversation that is over, with everything that is stored of it: its messages first, its own records last, so that
 * being cut off leaves one that can be forgotten again. @throws CONVERSATION_ACTIVE
 */
export async function forgetConversation(
  engine: Engine,
  formerMailboxes: Pick<FormerMailboxes, 'forget'>,
  conversation: ConversationHandle,
): Promise<void> {
  const { id } = conversation;
  const { state, contactIdentity, groupId, own } = conversation.record();
  if (state === 'active' || state === 'joining')
    throw handsetError('CONVERSATION_ACTIVE', 'A conversation is left before it is forgotten.');
  await engine.search.forgetConversation(id);
  while (await conversation.change((draft) => forgetMessages(engine, draft)));
  await conversation.change(async (draft) => {
    for (const peer of draft.peers()) draft.removePeer(peer.device);
    await forgetSent(engine, draft);
    for (const table of [tables.puzzles(id), tables.epochs(id), tables.audiences(id)]) {
      const limit = handsetLimits.maxSentFrames;
      for (const { ordinal } of await draft.tx.range(table, { limit }))
        draft.tx.remove({ table, ordinal });
    }
  });
  await conversation.look(async ({ group, room }) => {
    const tx = beginTransaction(engine.store);
    for (const { name } of engine.mls.save(group)) tx.remove({ table: tables.mls(id), id: name });
    for (const { ordinal } of await tx.range(tables.epochs(id), { limit: 256 }))
      tx.remove({ table: tables.epochs(id), ordinal });
    for await (const value of engine.store.values(tables.exports)) {
      const record = decodeExport(value);
      if (record.conversation === id) tx.remove({ table: tables.exports, id: exportId(record) });
    }
    for (const key of [syncKeys.read(groupId), syncKeys.draft(groupId), syncKeys.muted(groupId)])
      tx.remove({ table: tables.synced, id: key });
    await forgetSync(engine, tx, groupId);
    await engine.outbox.leave(tx, id);
    await untieWelcomes(engine, tx, id, relaysOf(engine, group, room));
    tx.remove({ table: tables.readMarks, id: groupId });
    tx.remove({ table: tables.devicesKnown, id });
    tx.remove({ table: tables.devicesKnown, id: `told/${id}` });
    tx.remove({ table: tables.rejoin, id });
    tx.remove({ table: tables.tickets, id });
    tx.remove({ table: tables.greetings, id });
    tx.remove({ table: tables.groups, id: groupId });
    tx.remove({ table: tables.conversations, id });
    tx.remove({ table: tables.counters, id });
    const readNoMore = formerMailboxes.forget(tx, id);
    if (contactIdentity.length > 0)
      engine.contacts.change(tx, contactIdentity, (contact) =>
        contact.conversation === id ? { ...contact, conversation: undefined } : contact,
      );
    await tx.commit();
    readNoMore();
  });
  engine.claims.forget(id);
  const mailbox = { ...own, readSeed: own.readSeed.slice() };
  await conversation.forget();
  await engine.sync.closeMailbox(mailbox);
}

/** Removes, in the draft, the frames that were sent, posts of them that failed, and where their contents have still to go. */
async function forgetSent(engine: Engine, draft: ConversationDraft): Promise<void> {
  const { tx } = draft;
  const { id } = draft.record;
  const limit = handsetLimits.maxSentFrames;
  for (const { ordinal, value } of await tx.range(tables.sent(id), { limit })) {
    const { frame } = decodeSent(value);
    const content = frame.length === 0 ? undefined : parseSottoFrame(frame).content;
    if (content !== undefined)
      tx.remove({ table: tables.uncovered(id), id: ownMessageId(engine, draft, content) });
    tx.remove({ table: tables.sent(id), ordinal });
  }
  for (const { messageId } of await takeFailed(engine.store, tx, id))
    if (messageId !== undefined) tx.remove({ table: tables.uncovered(id), id: messageId });
}

/** Removes what one's other devices are to be told of a conversation, and what they told. */
async function forgetSync(
  { store }: Pick<Engine, 'store'>,
  tx: Transaction,
  groupId: Uint8Array,
): Promise<void> {
  const group = toHex(groupId);
  for (const table of [tables.toSync, tables.toTake])
    for await (const value of store.values(table)) {
      const entry = decodeSyncEntry(value);
      if (partsOf(entry.key).includes(group)) dropWord(tx, table, entry);
    }
}

/** Welcomes that came in a conversation are joined by without it. */
async function untieWelcomes(
  { store }: Pick<Engine, 'store'>,
  tx: Transaction,
  id: ConversationId,
  relays: readonly RelayUrl[],
): Promise<void> {
  for await (const value of store.values(tables.arrivedWelcomes)) {
    const welcome = decodeArrivedWelcome(value);
    if (welcome.conversation !== id) continue;
    const untied = {
      ...welcome,
      conversation: '' as ConversationId,
      relays: [...new Set([...welcome.relays, ...relays])],
    };
    tx.put({ table: tables.arrivedWelcomes, id: welcome.id }, encodeArrivedWelcome(untied));
  }
}
