import { handsetLimits } from '../limits.ts';
import type { Transaction } from '../storage/transaction.ts';
import { compareKeys } from './message-key.ts';
import type { MessageKey } from './message-key.ts';

/** The newest message: most messages go behind it, so it is kept in memory. */
export interface Tail {
  readonly key: MessageKey;
  readonly ordinal: number;
}

/** One ordered table and the index from message ids to ordinals that has to follow when a message is moved. */
export interface OrderedTable {
  readonly table: string;
  readonly keyOf: (value: Uint8Array) => MessageKey;
  readonly setIndex: (tx: Transaction, id: Uint8Array, ordinal: number) => void;
}

interface Entry {
  readonly ordinal: number;
  readonly key: MessageKey;
  readonly value: Uint8Array;
}

/**
 * Finds the ordinal for a message that is not in the table yet, so that ordinals rise with keys. Ordinals say nothing but the order: a
 * message is put at a fixed distance behind the last one, whatever time has passed. A late one goes between its neighbours; when
 * there is no number left between them, some that follow are moved apart, in the same transaction.
 *
 * The caller puts the record and its index. The tail that is returned holds once the transaction is committed.
 */
export async function placeMessage(
  tx: Transaction,
  ordered: OrderedTable,
  key: MessageKey,
  tail: Tail | undefined,
): Promise<{ readonly ordinal: number; readonly tail: Tail }> {
  const { ordinalStart, ordinalStep, ordinalLateStep } = handsetLimits;
  if (tail === undefined || compareKeys(key, tail.key) > 0) {
    const ordinal = tail === undefined ? ordinalStart : tail.ordinal + ordinalStep;
    return { ordinal, tail: { key, ordinal } };
  }
  const { before, after } = await neighbours(tx, ordered, key, tail);
  if (before === undefined && after.ordinal >= 2) {
    return { ordinal: after.ordinal - Math.min(ordinalStep, Math.floor(after.ordinal / 2)), tail };
  }
  const floor = before?.ordinal ?? 0;
  const gap = after.ordinal - floor;
  if (gap < 2) return spread(tx, ordered, floor, tail);
  return { ordinal: floor + Math.max(1, Math.min(ordinalLateStep, Math.floor(gap / 2))), tail };
}

/** Where a message is, or would be if it were there: the ordinal below which lie exactly those with a smaller key. */
export async function ordinalFor(
  tx: Transaction,
  ordered: OrderedTable,
  key: MessageKey,
): Promise<number> {
  const [last] = await tx.range(ordered.table, { reverse: true, limit: 1 });
  if (last === undefined) return 0;
  const tail = { key: ordered.keyOf(last.value), ordinal: last.ordinal };
  if (compareKeys(key, tail.key) > 0) return tail.ordinal + 1;
  return (await neighbours(tx, ordered, key, tail)).after.ordinal;
}

// Most late messages are late by a few places, so a short look from the end comes before the search.
async function neighbours(
  tx: Transaction,
  ordered: OrderedTable,
  key: MessageKey,
  tail: Tail,
): Promise<{ readonly before: Entry | undefined; readonly after: Entry }> {
  const read = async (range: Parameters<Transaction['range']>[1]): Promise<readonly Entry[]> =>
    (await tx.range(ordered.table, range)).map(({ ordinal, value }) => ({
      ordinal,
      value,
      key: ordered.keyOf(value),
    }));
  const newest = await read({ to: tail.ordinal + 1, reverse: true, limit: 16 });
  let after = newest[0]!;
  for (const entry of newest) {
    if (compareKeys(entry.key, key) < 0) return { before: entry, after };
    after = entry;
  }
  let before: Entry | undefined;
  for (;;) {
    const floor = before === undefined ? 0 : before.ordinal + 1;
    const middle = Math.floor((floor + after.ordinal) / 2);
    let [entry] = await read({ from: middle, to: after.ordinal, limit: 1 });
    entry ??= (await read({ from: floor, to: middle, reverse: true, limit: 1 }))[0];
    if (entry === undefined) return { before, after };
    if (compareKeys(entry.key, key) < 0) before = entry;
    else after = entry;
  }
}

async function spread(
  tx: Transaction,
  ordered: OrderedTable,
  floor: number,
  tail: Tail,
): Promise<{ readonly ordinal: number; readonly tail: Tail }> {
  const { ordinalStep, ordinalMinSpread } = handsetLimits;
  for (let count = 16; ; count *= 2) {
    const found = await tx.range(ordered.table, { from: floor + 1, limit: count + 1 });
    const atEnd = found.length <= count;
    const run = atEnd ? found : found.slice(0, count);
    const places = run.length + 2;
    const ceiling = atEnd ? floor + places * ordinalStep : found[count]!.ordinal;
    // The longer the run, the sparser it has to be afterwards: else a run that is just full enough is moved again and again.
    const minSpread = ordinalMinSpread * (1 + Math.log2(count / 16));
    if (ceiling - floor < places * minSpread) continue;
    const place = (index: number): number =>
      floor + Math.floor(((ceiling - floor) * (index + 1)) / places);
    for (const { ordinal } of run) tx.remove({ table: ordered.table, ordinal });
    let newTail = tail;
    run.forEach(({ ordinal: old, value }, index) => {
      const ordinal = place(index + 1);
      const key = ordered.keyOf(value);
      tx.put({ table: ordered.table, ordinal }, value);
      ordered.setIndex(tx, key.id, ordinal);
      if (old === tail.ordinal) newTail = { key, ordinal };
    });
    return { ordinal: place(0), tail: newTail };
  }
}
