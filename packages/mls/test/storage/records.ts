import { expect } from 'vitest';
import type { RecordChange } from '../../src/index.ts';

/** What a storage does with the changes of one step. */
export function applyChanges(
  records: Map<string, Uint8Array>,
  changes: readonly RecordChange[],
): void {
  for (const { name, bytes } of changes) {
    if (bytes === undefined) records.delete(name);
    // A copy, as storage makes one.
    else records.set(name, bytes.slice());
  }
}

/** The records are exactly these: no other name, no other byte. */
export function expectRecords(
  records: ReadonlyMap<string, Uint8Array>,
  saved: readonly RecordChange[],
): void {
  const problems = saved.flatMap(({ name, bytes }) => {
    const stored = records.get(name);
    if (stored === undefined) return [`${name} is not stored`];
    return stored.toHex() === bytes!.toHex() ? [] : [`${name} is stored with other bytes`];
  });
  const names = new Set(saved.map(({ name }) => name));
  for (const name of records.keys()) if (!names.has(name)) problems.push(`${name} is left over`);
  expect(problems).toEqual([]);
}
