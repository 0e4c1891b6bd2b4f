import type { RecordEntry, RecordRange, Records } from '@sotto/core';
import { SottoError } from '@sotto/core';
import type { Flaw, Flaws } from '../../contract.ts';
import { flawOf } from '../../contract.ts';
import { collect } from '../../records/entries.ts';
import type { RecordsRangeClauseId } from '../../records/range-clauses.ts';

export const recordsRangeFlaws: Flaws<RecordsRangeClauseId, 'records'> = {
  // By length first, as numbers are.
  'range-order': listed((entries) => entries.toSorted((a, b) => a.key.length - b.key.length)),
  'range-ends': rangeOf((good, range) =>
    good({ ...range, to: Uint8Array.of(...range.to.subarray(0, 64), 0) }),
  ),
  'range-empty': rangeOf((good, range) =>
    isBefore(range.to, range.from)
      ? good({ ...range, from: range.to, to: range.from })
      : good(range),
  ),
  'range-reverse': rangeOf((good, range) => good({ ...range, reverse: false })),
  'range-limit': rangeOf((good, range) =>
    good(range.limit === 0 ? { from: range.from, to: range.to } : range),
  ),
  // Forgets the first entry of every page but the first.
  'range-many': listed((entries) => entries.filter((_, index) => index === 0 || index % 500 !== 0)),
  // Stops when a page of bytes is full.
  'range-large-values': listed((entries) => {
    let bytes = 0;
    return entries.filter(({ value }) => (bytes += value.length) <= 4 * 1024 * 1024);
  }),
  'range-sees-written': flawOf(({ range }) => {
    let before: readonly RecordEntry[] = [];
    return {
      range: (wanted) => ({
        async *[Symbol.asyncIterator]() {
          yield* before;
          before = await collect({ range }, wanted);
        },
      }),
    };
  }),
  // Pages by offset instead of by key: what is written before the place shifts all that follows.
  'range-during-writes': flawOf(({ range }) => ({
    range: (wanted) => ({
      async *[Symbol.asyncIterator]() {
        for (let offset = 0; ; offset += 64) {
          const page = (await collect({ range }, wanted)).slice(offset, offset + 64);
          if (page.length === 0) return;
          yield* page;
        }
      },
    }),
  })),
  // One lock for all.
  'range-lets-write': flawOf(({ range, write }) => {
    let iterating = 0;
    return {
      write: async (changes) => {
        if (iterating > 0) throw new SottoError('RECORDS_LOCKED', 'Busy.', { retryable: true });
        await write(changes);
      },
      range: (wanted) => ({
        async *[Symbol.asyncIterator]() {
          iterating += 1;
          yield* range(wanted);
          iterating -= 1;
        },
      }),
    };
  }),
  // Cannot close over a cursor.
  'range-stop-early': flawOf(({ range, close }) => {
    let open = 0;
    return {
      close: async () => {
        if (open > 0) throw new SottoError('RECORDS_LOCKED', 'Busy.', { retryable: true });
        await close();
      },
      range: (wanted) => ({
        async *[Symbol.asyncIterator]() {
          open += 1;
          yield* range(wanted);
          open -= 1;
        },
      }),
    };
  }),
  'bounds-range': rangeOf((good, range) =>
    good({ ...range, limit: Math.max(0, Math.floor(range.limit ?? 1e6) || 0) }),
  ),
};

function rangeOf(
  change: (good: Records['range'], range: RecordRange) => AsyncIterable<RecordEntry>,
): Flaw<'records'> {
  return flawOf(({ range }) => ({ range: (wanted) => change(range, wanted) }));
}

function listed(
  change: (entries: readonly RecordEntry[]) => readonly RecordEntry[],
): Flaw<'records'> {
  return rangeOf((good, range) => ({
    async *[Symbol.asyncIterator]() {
      yield* change(await collect({ range: good }, range));
    },
  }));
}

function isBefore(a: Uint8Array, b: Uint8Array): boolean {
  const at = a.findIndex((byte, index) => byte !== b[index]);
  return at === -1 ? a.length < b.length : (a[at] as number) < (b[at] ?? -1);
}
