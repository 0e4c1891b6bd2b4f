import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import { findMessage } from '../storage/message-index.ts';
import { decodePending } from '../storage/pending-record.ts';
import { tables } from '../storage/tables.ts';
import { dropPuzzles } from './drop-puzzles.ts';
import { forgetOwnCommit } from './own-commit.ts';

/**
 * Nothing is sent in this conversation any more: what waited has failed, what was asked for is dropped. The history stays. What its
 * group had for keys stays for messages of before that are still on their way, and goes with `forget`.
 */
export async function endConversation(
  engine: Engine,
  draft: ConversationDraft,
  state: 'left' | 'removed',
): Promise<void> {
  const { id } = draft.record;
  draft.tx.remove({ table: tables.rejoin, id });
  await forgetOwnCommit(draft);
  await dropPuzzles(draft);
  const limit = handsetLimits.maxPendingContents;
  for (const { ordinal, value } of await draft.tx.range(tables.pending(id), { limit })) {
    draft.tx.remove({ table: tables.pending(id), ordinal });
    const { messageId } = decodePending(value);
    const found = messageId && (await findMessage(draft.tx, id, messageId));
    if (found)
      draft.update(found.ordinal, {
        ...found.message,
        state: 'failed',
        failure: 'CONVERSATION_OVER',
      });
  }
  const intents = await draft.tx.range(tables.intents(id), { limit: handsetLimits.maxIntents });
  for (const { ordinal } of intents) draft.tx.remove({ table: tables.intents(id), ordinal });
  // Nobody sends again to one who is out. Which of the numbers were only left out is not known, so none counts as lost.
  for (const peer of draft.peers())
    if (peer.missing.length > 0) draft.putPeer({ ...peer, missing: [], asks: 0 });
  const ended = { state, joining: undefined, pending: 0, intents: 0, behind: 0, missing: 0 };
  draft.record = { ...draft.record, ...ended, updatedAtMs: engine.clock.now() };
  // Somebody may have added this handset again already.
  draft.after(engine.welcomesArrived);
}
