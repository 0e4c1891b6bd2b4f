import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareKeys } from '../src/history/message-key.ts';
import type { MessageKey } from '../src/history/message-key.ts';
import { placeMessage } from '../src/history/placement.ts';
import type { OrderedTable, Tail } from '../src/history/placement.ts';
import { handsetLimits } from '../src/limits.ts';
import { beginTransaction } from '../src/storage/transaction.ts';
import type { SealedStore } from '../src/vault/sealed-store.ts';

/** An ordered table that is no more than a map, with the index beside it. */
function table() {
  const rows = new Map<number, Uint8Array>();
  const index = new Map<number, number>();
  let rewrites = 0;
  let sorted: readonly number[] | undefined;
  const keyOf = (value: Uint8Array): MessageKey => {
    const view = new DataView(value.buffer, value.byteOffset);
    return {
      hlc: { physicalMs: view.getFloat64(0), counter: view.getUint16(8) },
      id: value.slice(10),
    };
  };
  const store: SealedStore = {
    get: async (name) => ('ordinal' in name ? rows.get(name.ordinal) : undefined),
    write: async (changes) => {
      for (const change of changes) {
        const name = 'put' in change ? change.put : change.remove;
        if (!('ordinal' in name)) continue;
        if ('put' in change) rows.set(name.ordinal, change.value);
        else rows.delete(name.ordinal);
      }
      rewrites += changes.length;
      sorted = undefined;
    },
    range: async function* (
      _,
      { from = 0, to = Number.MAX_SAFE_INTEGER, reverse = false, limit = Infinity },
    ) {
      sorted ??= [...rows.keys()].toSorted((a, b) => a - b);
      const [first, end] = [placeIn(sorted, from), placeIn(sorted, to)];
      const ordinals = reverse
        ? sorted.slice(Math.max(first, end - limit), end).toReversed()
        : sorted.slice(first, Math.min(end, first + limit));
      for (const ordinal of ordinals) yield { ordinal, value: rows.get(ordinal)! };
    },
    values: async function* () {},
    usedBytes: async () => 0,
  };
  const ordered: OrderedTable = {
    table: 'history',
    keyOf,
    setIndex: (_, id, ordinal) => void index.set(number(id), ordinal),
  };
  let tail: Tail | undefined;
  return {
    insert: async (physicalMs: number, id: number): Promise<void> => {
      const value = new Uint8Array(14);
      const view = new DataView(value.buffer);
      view.setFloat64(0, physicalMs);
      view.setUint32(10, id);
      const tx = beginTransaction(store);
      const placed = await placeMessage(tx, ordered, keyOf(value), tail);
      tx.put({ table: 'history', ordinal: placed.ordinal }, value);
      index.set(id, placed.ordinal);
      await tx.commit();
      ({ tail } = placed);
    },
    shown: (): MessageKey[] =>
      [...rows].toSorted(([a], [b]) => a - b).map(([, value]) => keyOf(value)),
    ordinals: (): number[] => [...rows.keys()].toSorted((a, b) => a - b),
    isIndexed: (): boolean =>
      rows.size === index.size &&
      [...index].every(([id, ordinal]) => number(keyOf(rows.get(ordinal)!).id) === id),
    tailIsLast: (): boolean => rows.size === 0 || tail?.ordinal === Math.max(...rows.keys()),
    rewrites: () => rewrites,
  };
}

/** How many are less. */
function placeIn(sorted: readonly number[], ordinal: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < ordinal) low = middle + 1;
    else high = middle;
  }
  return low;
}

const number = (id: Uint8Array): number => new DataView(id.buffer, id.byteOffset).getUint32(0);

async function holds(times: readonly number[]): Promise<ReturnType<typeof table>> {
  const made = table();
  for (const [id, physicalMs] of times.entries()) await made.insert(physicalMs, id);
  const shown = made.shown();
  expect(shown).toEqual(shown.toSorted(compareKeys));
  expect(shown).toHaveLength(times.length);
  expect(made.isIndexed()).toBe(true);
  expect(made.tailIsLast()).toBe(true);
  return made;
}

describe('the place of a message', () => {
  test('is by clock and then by id, in whatever order messages come, and the index follows', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(60), { maxLength: 120 }),
        async (times) => void (await holds(times)),
      ),
      { numRuns: 200 },
    );
  });

  test('holds when messages come backwards, and into one gap in either direction, until it is exhausted', async () => {
    const many = Array.from({ length: 600 }, (_, index) => index);
    await holds(many.map((index) => -index));
    await holds([0, 10_000, 20_000, ...many.map((index) => 1 + index)]);
    await holds([0, 10_000, 20_000, ...many.map((index) => 9_999 - index)]);
    await holds([10_000, 20_000, 20_001, ...many.map((index) => 10_001 + ((index * 7) % 601))]);
  });

  test('says nothing of the time that passed: messages in order lie equally far apart', async () => {
    const made = await holds([5, 6, 1_000_000, 2_000_000_000_000]);
    const { ordinalStart, ordinalStep } = handsetLimits;
    expect(made.ordinals()).toEqual(
      [0, 1, 2, 3].map((index) => ordinalStart + index * ordinalStep),
    );
  });

  test('costs a bounded number of rewrites when somebody fills one gap on purpose', async () => {
    const made = table();
    let id = 0;
    for (let after = 0; after < 60; after++) await made.insert(1_000_000 + after, id++);
    await made.insert(1, id++);
    const before = made.rewrites();
    const count = 6_000;
    for (let late = 0; late < count; late++) await made.insert(900_000 - late, id++);
    expect((made.rewrites() - before) / count).toBeLessThan(40);
  });

  test('costs few rewrites when a long run comes late in order', async () => {
    const late = Array.from({ length: 3_000 }, (_, index) => 1 + index);
    const made = await holds([0, 1_000_000, ...late]);
    expect(made.rewrites()).toBeLessThan(2 * late.length);
  });
});
