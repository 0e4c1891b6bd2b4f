/**
 * The store under a handset. The handset seals every value and blinds every key before this point sees them.
 *
 * One opener at a time: `create` of a second one on the same store rejects with `RECORDS_LOCKED`. A store that
 * was closed, or whose process died, can be opened again at once.
 */
export interface Records {
  /**
   * The value under `key`, or `undefined` when there is none. The returned bytes are the caller's own: changing
   * them changes nothing stored.
   */
  readonly get: (key: Uint8Array) => Promise<Uint8Array | undefined>;
  /**
   * Entries with `from <= key < to`, in bytewise order of key, or from the other end with `reverse`; at most
   * `limit` of them. Sees every write that had resolved before the call. Writes during the iteration may or may not be seen, but an
   * entry is never given twice or torn.
   */
  readonly range: (range: RecordRange) => AsyncIterable<RecordEntry>;
  /**
   * Applies all changes in the order given, or none. Resolves when they survive the death of the process and
   * of the machine. Calls are applied in the order of the calls. Rejects with `RECORDS_FULL` (retryable) when there is no room; the
   * store is then as before.
   */
  readonly write: (changes: readonly RecordChange[]) => Promise<void>;
  /** Removes everything, as far as the medium allows, in one step that a crash cannot leave half done. */
  readonly wipe: () => Promise<void>;
  /** Bytes used on the medium, roughly. */
  readonly usedBytes: () => Promise<number>;
  /** Waits for writes under way, then releases the store. Calls after it reject with `RECORDS_CLOSED`. */
  readonly close: () => Promise<void>;
}

export interface RecordEntry {
  /** 1 to 64 bytes. */
  readonly key: Uint8Array;
  /** 0 to 16 MiB. */
  readonly value: Uint8Array;
}

export type RecordChange =
  | { readonly put: Uint8Array; readonly value: Uint8Array }
  | { readonly remove: Uint8Array };

export interface RecordRange {
  /** Inclusive. */
  readonly from: Uint8Array;
  /** Exclusive. */
  readonly to: Uint8Array;
  readonly reverse?: boolean;
  readonly limit?: number;
}

export type RecordsErrorCode =
  /** Another process or tab holds the store. */
  | 'RECORDS_LOCKED'
  | 'RECORDS_CLOSED'
  | 'RECORDS_FULL'
  /** A key or value outside the bounds above. */
  | 'RECORDS_BOUNDS'
  /** The medium failed or holds something that is no Sotto store. */
  | 'RECORDS_BROKEN';
