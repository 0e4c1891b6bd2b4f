import { SottoError } from './error.ts';
import type { RecordChange, RecordRange, RecordsErrorCode } from './points/records.ts';

/** The bounds of the `records` point, in bytes. */
export const recordBounds: {
  readonly maxKeyBytes: number;
  readonly maxValueBytes: number;
  /** One more than a key, so that 65 bytes of 0xff lie above every key. */
  readonly maxRangeBytes: number;
} = Object.freeze({ maxKeyBytes: 64, maxValueBytes: 16 * 1024 * 1024, maxRangeBytes: 65 });

/**
 * Checks the changes of one `write` and copies their bytes, so that the caller may reuse its buffers at once.
 * For implementations of the `records` point.
 *
 * @throws RECORDS_BOUNDS
 */
export function takeRecordChanges(changes: readonly RecordChange[]): readonly RecordChange[] {
  return changes.map((change) =>
    'put' in change
      ? { put: takeRecordKey(change.put), value: takeValue(change.value) }
      : { remove: takeRecordKey(change.remove) },
  );
}

/** Checks a key and copies it. @throws RECORDS_BOUNDS */
export function takeRecordKey(key: Uint8Array): Uint8Array {
  if (!(key instanceof Uint8Array) || key.length < 1 || key.length > recordBounds.maxKeyBytes) {
    fail('A record key has 1 to 64 bytes.');
  }
  // The constructor copies; `slice` of a Node Buffer would not.
  return new Uint8Array(key);
}

/** A checked and copied `RecordRange`; `undefined` when it can hold nothing, whatever is stored. @throws RECORDS_BOUNDS */
export function takeRecordRange(range: RecordRange): Required<RecordRange> | undefined {
  const { reverse = false, limit = Number.MAX_SAFE_INTEGER } = range;
  if (!Number.isSafeInteger(limit) || limit < 0)
    fail('The limit of a range is a whole number from 0.');
  const from = takeBound(range.from);
  const to = takeBound(range.to);
  return limit === 0 || !isBefore(from, to) ? undefined : { from, to, reverse, limit };
}

function takeValue(value: Uint8Array): Uint8Array {
  if (!(value instanceof Uint8Array) || value.length > recordBounds.maxValueBytes) {
    fail('A record value has 0 to 16 MiB.');
  }
  return new Uint8Array(value);
}

function takeBound(bound: Uint8Array): Uint8Array {
  if (!(bound instanceof Uint8Array) || bound.length > recordBounds.maxRangeBytes) {
    fail('A bound of a range has 0 to 65 bytes.');
  }
  return new Uint8Array(bound);
}

function isBefore(a: Uint8Array, b: Uint8Array): boolean {
  const shorter = Math.min(a.length, b.length);
  for (let index = 0; index < shorter; index++) {
    if (a[index] !== b[index]) return (a[index] as number) < (b[index] as number);
  }
  return a.length < b.length;
}

function fail(message: string): never {
  throw new SottoError<RecordsErrorCode>('RECORDS_BOUNDS', message);
}
