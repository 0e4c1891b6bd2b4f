import type { ConversationId } from '../api.ts';
import type { ConversationDraft } from '../conversation/draft.ts';
import { placeMessage } from '../history/placement.ts';
import type { OrderedTable } from '../history/placement.ts';
import { decodeDue, dueKey, encodeDue } from '../storage/due-record.ts';
import type { DueRecord } from '../storage/due-record.ts';
import { tables } from '../storage/tables.ts';
import type { Engine } from '../engine.ts';

/** Adds something that is to be erased, and lets the eraser know once that is stored. */
export async function putDue(
  engine: Pick<Engine, 'eraserClock'>,
  draft: ConversationDraft,
  due: DueRecord,
): Promise<void> {
  const { tx, record } = draft;
  const { id } = record;
  const ordered = dueTable(id);
  const [last] = await tx.range(ordered.table, { reverse: true, limit: 1 });
  const tail = last && { key: ordered.keyOf(last.value), ordinal: last.ordinal };
  const { ordinal } = await placeMessage(tx, ordered, dueKey(due), tail);
  tx.put({ table: ordered.table, ordinal }, encodeDue(due));
  draft.after(() => engine.eraserClock.expect(id, due.atMs));
}

// Nothing is looked up by its place: what is found to be gone when its time comes is passed over.
function dueTable(id: ConversationId): OrderedTable {
  return {
    table: tables.due(id),
    keyOf: (value) => dueKey(decodeDue(value)),
    setIndex: () => {},
  };
}
