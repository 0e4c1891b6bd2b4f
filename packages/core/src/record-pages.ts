import type { RecordEntry, RecordRange } from './points/records.ts';
import { takeRecordRange } from './record-bounds.ts';

/** Entries that lie next to each other in the order asked for. */
export interface RecordPage {
  readonly entries: readonly RecordEntry[];
  /** False when the range holds nothing behind these entries. */
  readonly more: boolean;
}

/**
 * `Records.range` for an implementation that can read one bounded page: asks for page after page, each for what is left of
 * the range, and between pages holds nothing. A page may be shorter than the `limit` it is asked for, but not empty while there is more.
 * The bounds are checked and copied now; what is wrong with them comes from the iteration (RECORDS_BOUNDS).
 */
export function recordPages(
  range: RecordRange,
  readPage: (range: Required<RecordRange>) => Promise<RecordPage>,
): AsyncIterable<RecordEntry> {
  const taken = new Promise<Required<RecordRange> | undefined>((resolve) =>
    resolve(takeRecordRange(range)),
  );
  // Whoever iterates gets the error; nobody has to.
  taken.catch(() => undefined);
  return {
    async *[Symbol.asyncIterator]() {
      let left = await taken;
      while (left !== undefined) {
        const { entries, more } = await readPage(left);
        // Before the entries are given away: their bytes are the caller's from then on.
        left = more ? behind(left, entries) : undefined;
        for (const entry of entries) yield entry;
      }
    },
  };
}

/** What is left of a range behind the entries of its first page; `undefined` when nothing can be. */
function behind(
  range: Required<RecordRange>,
  entries: readonly RecordEntry[],
): Required<RecordRange> | undefined {
  const last = entries.at(-1);
  if (last === undefined) return undefined;
  const limit = range.limit - entries.length;
  return takeRecordRange(
    range.reverse
      ? { ...range, limit, to: last.key }
      : { ...range, limit, from: successor(last.key) },
  );
}

/** The lowest key above `key`. */
function successor(key: Uint8Array): Uint8Array {
  const next = new Uint8Array(key.length + 1);
  next.set(key);
  return next;
}
