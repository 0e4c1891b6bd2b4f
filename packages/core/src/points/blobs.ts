import type { BlobId } from '../ids.ts';

/**
 * The relay's store of sealed pictures. A blob is named by the SHA-256 of its bytes, written in parts, in order, and
 * readable when whole and its hash was right. Nothing is held in memory beyond a part.
 *
 * Calls for one blob take effect one after the other, in the order of the calls.
 */
export interface Blobs {
  /**
   * Appends a part at `offset`, which must equal what is stored (`BlobStatus.storedBytes`); otherwise nothing is written and
   * the status tells what is, so that a part sent again does no harm. Durable when resolved with `complete`; before that, what is stored
   * survives the death of the process and may be lost with the machine.
   *
   * A last part after which the hash is wrong, bytes beyond `totalBytes`, and a `totalBytes` that differs from the first part's
   * remove all that is stored of an unfinished blob and resolve with `mismatch: true`. A complete blob cannot be disturbed: a
   * further part with its `totalBytes` changes nothing but its expiry, which never gets earlier. A part without bytes stores nothing, unless the
   * blob has none.
   */
  readonly append: (part: StoredPart) => Promise<BlobStatus>;
  /** What is stored of a blob; `storedBytes` 0 when nothing. */
  readonly status: (id: BlobId) => Promise<BlobStatus>;
  /**
   * Bytes `start` (inclusive) to `end` (exclusive), as far as there are so many, of a complete blob, in pieces of at most 256 KiB;
   * `undefined` when it is not there whole. The caller may stop early, or never begin. A blob removed while being read is given to its end or
   * fails (`BLOBS_UNAVAILABLE`), never cut silently. The pieces are the caller's own.
   */
  readonly read: (
    id: BlobId,
    start: number,
    end: number,
  ) => Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Removes a blob, whole or unfinished. `false` when there was none. */
  readonly remove: (id: BlobId) => Promise<boolean>;
  /** Removes expired blobs and unfinished ones untouched for `unfinishedSeconds`; resolves with how many. */
  readonly expire: (unfinishedSeconds: number) => Promise<number>;
  /** Whole blobs, and the bytes of all, unfinished ones included. May be a minute old. */
  readonly totals: () => Promise<{ readonly blobs: number; readonly bytes: number }>;
  /** Finishes what is under way. Calls after it reject with `BLOBS_CLOSED`; stopping again does nothing. */
  readonly stop: () => Promise<void>;
}

export interface StoredPart {
  readonly id: BlobId;
  readonly offset: number;
  readonly totalBytes: number;
  /** Left unchanged by the caller until the call has settled. */
  readonly bytes: Uint8Array;
  /** Seconds from the last part until the blob may be dropped. */
  readonly ttlSeconds: number;
}

export interface BlobStatus {
  readonly storedBytes: number;
  /** Of the whole blob; 0 when nothing is stored. */
  readonly totalBytes: number;
  readonly complete: boolean;
  readonly mismatch: boolean;
}

export type BlobsErrorCode =
  | 'BLOBS_CLOSED'
  /** An id that is not 32 bytes, or an offset, size or time that is no whole number from 0. */
  | 'BLOBS_BOUNDS'
  /** Disk full or failing; retryable. */
  | 'BLOBS_UNAVAILABLE';
