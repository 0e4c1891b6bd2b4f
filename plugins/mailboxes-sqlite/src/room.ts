import { statSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';

/**
 * Left free on the disk, for what makes room there: an ack or an expiry writes to the log as many pages as it frees in
 * the file. 10,000 envelopes of one mailbox, on a page each, fit.
 */
const keptFreeBytes = 100_663_296;
/** The file stops growing so much earlier: what is posted into its free pages goes through the log as well. */
const keptForLogBytes = 33_554_432;
/** The smallest file that is of any use. */
const leastBytes = 524_288;

/** Bytes that may still be written to the disk that has this folder. */
export type DiskFree = (folder: string) => number;

const diskFree: DiskFree = (folder) => {
  const { blocks, bavail, bsize } = statfsSync(folder);
  // Some file systems do not count.
  return blocks === 0 ? Infinity : bavail * bsize;
};

/**
 * How much may still be stored. Posts are refused by it, before anything is written; what makes room again (acks, expiry,
 * settling) never is, and may exceed it a little.
 */
export class Room {
  readonly #path: string;
  readonly #maxBytes: number;
  readonly #diskFree: DiskFree;
  readonly #pages: StatementSync;
  readonly #freePages: StatementSync;
  readonly #pageBytes: number;

  constructor(
    database: DatabaseSync,
    path: string,
    maxBytes: number | undefined,
    free: DiskFree = diskFree,
  ) {
    this.#path = path;
    this.#maxBytes = maxBytes === undefined ? Infinity : Math.max(leastBytes, maxBytes);
    this.#diskFree = free;
    this.#pages = database.prepare('PRAGMA page_count');
    this.#freePages = database.prepare('PRAGMA freelist_count');
    this.#pageBytes = database.prepare('PRAGMA page_size').get()!['page_size'] as number;
  }

  /** Bytes. Negative when there is too much already. @throws when the file is gone. */
  left(): number {
    const fileBytes = (this.#pages.get()!['page_count'] as number) * this.#pageBytes;
    const unused = (this.#freePages.get()!['freelist_count'] as number) * this.#pageBytes;
    const inFile = this.#maxBytes - (fileBytes - unused);
    // The file grows when the log is brought into it, and the log goes only after that.
    const growth = Math.max(0, fileBytes - statSync(this.#path).size);
    const onDisk = this.#diskFree(dirname(this.#path)) - growth - keptFreeBytes;
    // All of it goes through the log, once to store it and once to move it; what no free page takes makes the file longer.
    const inFreePages = Math.min(unused, onDisk / 2);
    const inLongerFile = (onDisk - keptForLogBytes + unused) / 3;
    return Math.min(inFile, Math.max(inFreePages, inLongerFile));
  }
}
