import type { RecordChange, RecordRange } from '@sotto/core';

/** What the records ought to hold: hexadecimal keys, which sort as their bytes do. */
export type SortedModel = Map<string, Uint8Array>;

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function applyToModel(model: SortedModel, changes: readonly RecordChange[]): void {
  for (const change of changes) {
    if ('put' in change) model.set(hexOf(change.put), change.value);
    else model.delete(hexOf(change.remove));
  }
}

/** `key=value` lines in the order that the range promises. */
export function rangeOfModel(model: SortedModel, range: RecordRange): readonly string[] {
  const from = hexOf(range.from);
  const to = hexOf(range.to);
  const rising = [...model]
    .filter(([key]) => key >= from && key < to)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const ordered = range.reverse ? rising.toReversed() : rising;
  return ordered
    .slice(0, range.limit ?? rising.length)
    .map(([key, value]) => `${key}=${hexOf(value)}`);
}
