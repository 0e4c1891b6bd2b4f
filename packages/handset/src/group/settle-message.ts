import type { ConversationHandle } from '../conversation/conversation.ts';
import type { SettledPost } from '../outbox/settle-posts.ts';
import type { Engine } from '../engine.ts';
import { noteFailed, noteRelayed } from '../message/sent.ts';
import { cover } from '../storage/sent-record.ts';
import { tables } from '../storage/tables.ts';
import type { Transaction } from '../storage/transaction.ts';

/**
 * Notes what became of posts: a message is at the relay once every device that it goes to has it at one of its relays at least.
 * `remove` takes the posts themselves away in the same transaction.
 */
export async function settleMessages(
  engine: Engine,
  conversation: ConversationHandle,
  settled: readonly SettledPost[],
  remove: (tx: Transaction) => Promise<void>,
): Promise<void> {
  await conversation.change(async (draft) => {
    await remove(draft.tx);
    const { id } = draft.record;
    for (const { messageId, covers, failure } of settled) {
      const name = { table: tables.uncovered(id), id: messageId };
      const uncovered = await draft.tx.get(name);
      if (uncovered === undefined) continue;
      if (failure !== undefined) {
        await noteFailed(draft, messageId, failure);
        continue;
      }
      const left = cover(uncovered, covers);
      if (left !== undefined) {
        draft.tx.put(name, left);
        continue;
      }
      draft.tx.remove(name);
      await noteRelayed(engine, draft, messageId);
    }
  });
}
