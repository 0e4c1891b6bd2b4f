import type { ConversationDraft } from '../conversation/draft.ts';
import { handsetLimits } from '../limits.ts';
import { tables } from '../storage/tables.ts';

/** Forgets the envelopes that no key opened: what they held is asked for by its numbers. */
export async function dropPuzzles(draft: ConversationDraft): Promise<void> {
  const table = tables.puzzles(draft.record.id);
  for (const { ordinal } of await draft.tx.range(table, { limit: handsetLimits.maxPuzzles }))
    draft.tx.remove({ table, ordinal });
  draft.record = { ...draft.record, puzzles: 0 };
}
