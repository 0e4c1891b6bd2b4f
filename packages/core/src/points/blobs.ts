import type { BlobId } from '../ids.ts';

/**
 * The relay's store of sealed pictures. A blob is named by the SHA-256 of its bytes, written in parts, in order, and
 * readable when whole and its hash was right. Nothing is held in memory beyond a part.
 */
export interface Blobs {
  /**
   * Appends a part at `offset`, which must equal what is stored (`BlobStatus.storedBytes`); otherwise nothing is written and
   * the status tells what is. Durable when resolved with `complete`. The last part whose hash is wrong removes
   * everything (`storedBytes` 0) and resolves with `mismatch: true`. `totalBytes` differing from the first part's is a mismatch too.
   */
  readonly append: (part: StoredPart) => Promise<BlobStatus>;
  /** What is stored of a blob; `storedBytes` 0 when nothing. */
  readonly status: (id: BlobId) => Promise<BlobStatus>;
  /**
   * Bytes `start` (inclusive) to `end` (exclusive) of a complete blob, in pieces of at most 256 KiB; `undefined` when it is not there whole.
   * The caller may stop early. A blob removed while being read is given to its end or fails, never cut silently.
   */
  readonly read: (
    id: BlobId,
    start: number,
    end: number,
  ) => Promise<AsyncIterable<Uint8Array> | undefined>;
  /** `false` when there was none. */
  readonly remove: (id: BlobId) => Promise<boolean>;
  /** Removes expired blobs and unfinished ones untouched for `unfinishedSeconds`; resolves with how many. */
  readonly expire: (unfinishedSeconds: number) => Promise<number>;
  readonly totals: () => Promise<{ readonly blobs: number; readonly bytes: number }>;
  /** Finishes what is under way. Calls after it reject with `BLOBS_CLOSED`. */
  readonly stop: () => Promise<void>;
}

export interface StoredPart {
  readonly id: BlobId;
  readonly offset: number;
  readonly totalBytes: number;
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
  /** Disk full or failing; retryable. */
  | 'BLOBS_UNAVAILABLE';
