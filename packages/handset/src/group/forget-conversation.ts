import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { forgetMessages } from '../message/forget-messages.ts';
import { tables } from '../storage/tables.ts';
import { beginTransaction } from '../storage/transaction.ts';
import { handsetLimits } from '../limits.ts';

/**
 * Removes a conversation that is over, with everything that is stored of it: its messages first, its own records last, so that
 * being cut off leaves one that can be forgotten again. @throws CONVERSATION_ACTIVE
 */
export async function forgetConversation(
  engine: Engine,
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
    for (const table of [tables.sent(id), tables.puzzles(id), tables.epochs(id)]) {
      const limit = handsetLimits.maxSentFrames;
      for (const { ordinal } of await draft.tx.range(table, { limit }))
        draft.tx.remove({ table, ordinal });
    }
  });
  await conversation.look(async ({ group }) => {
    const tx = beginTransaction(engine.store);
    for (const { name } of engine.mls.save(group)) tx.remove({ table: tables.mls(id), id: name });
    for (const { ordinal } of await tx.range(tables.epochs(id), { limit: 256 }))
      tx.remove({ table: tables.epochs(id), ordinal });
    tx.remove({ table: tables.groups, id: groupId });
    tx.remove({ table: tables.conversations, id });
    tx.remove({ table: tables.counters, id });
    if (contactIdentity.length > 0)
      engine.contacts.change(tx, contactIdentity, (contact) =>
        contact.conversation === id ? { ...contact, conversation: undefined } : contact,
      );
    await tx.commit();
  });
  await conversation.forget();
  await engine.sync.closeMailbox(own);
}
