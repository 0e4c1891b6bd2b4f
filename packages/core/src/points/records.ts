/**
 * The store under a handset. The handset seals every value and blinds every key before this point sees them.
 *
 * One opener at a time: `create` of a second one on the same store rejects with `RECORDS_LOCKED`. A store that
 * was closed, or whose process died, can be opened again at once.
 *
 * Bytes given to a call are the caller's own again when the call returns its promise; bytes received are the
 * caller's own: changing either changes nothing stored.
 */
export interface Records {
  /** The value under `key`, or `undefined` when there is none. Sees every write that had resolved before the call. */
  readonly get: (key: Uint8Array) => Promise<Uint8Array | undefined>;
  /**
   * Entries with `from <= key < to`, in bytewise order of key (a prefix before what it begins), or from the other end with
   * `reverse`; at most `limit` of them. Sees every write that had resolved before the call. Writes during the iteration
   * may or may not be seen, but an entry is never given twice or torn. Reads as it goes, a bounded piece at a time, so that
   * others can write meanwhile; stopping early leaves nothing open. Errors come from the iteration, not from the call.
   */
  readonly range: (range: RecordRange) => AsyncIterable<RecordEntry>;
  /**
   * Applies all changes in the order given, or none. Resolves when they survive the death of the process and
   * of the machine. Calls are applied in the order of the calls, also when nobody waits in between; calls pending together
   * may share one trip to the medium. Rejects with `RECORDS_FULL` (retryable) when there is no
   * room; the store is then as before and can be read and wiped, and, when a quota is full and not the whole disk, removed from.
   */
  readonly write: (changes: readonly RecordChange[]) => Promise<void>;
  /**
   * Removes everything that was written before the call, as far as the medium allows, in one step that a crash cannot
   * leave half done. The store is then empty and in use as before.
   */
  readonly wipe: () => Promise<void>;
  /** Bytes used on the medium, roughly. */
  readonly usedBytes: () => Promise<number>;
  /** Waits for writes under way, then releases the store. Calls after it reject with `RECORDS_CLOSED`; closing again does nothing. */
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

/** Holds nothing when `from` is not before `to`. */
export interface RecordRange {
  /** Inclusive. 0 to 65 bytes; empty is before every key. */
  readonly from: Uint8Array;
  /** Exclusive. 0 to 65 bytes; 65 bytes of 0xff are above every key. */
  readonly to: Uint8Array;
  readonly reverse?: boolean;
  /** A whole number from 0. */
  readonly limit?: number;
}

export type RecordsErrorCode =
  /** Another process, tab or opener in this program holds the store; retryable. */
  | 'RECORDS_LOCKED'
  | 'RECORDS_CLOSED'
  /** No room on the medium or above the quota; retryable. */
  | 'RECORDS_FULL'
  /** A key, value, bound or limit outside the bounds above. */
  | 'RECORDS_BOUNDS'
  /** The medium failed or holds something that is no Sotto store, or a newer one. After it this opener writes nothing more; it can wipe. */
  | 'RECORDS_BROKEN';
