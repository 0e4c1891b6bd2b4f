import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from './database.ts';
import { fitting } from './fitting.ts';
import type { DiskFree } from './room.ts';
import { Room } from './room.ts';
import { storeFailure } from './store-error.ts';
import { Store } from './store.ts';
import type {
  FromStore,
  StoreCallName,
  StoreCalls,
  StoreOptions,
  ToStore,
} from './worker-messages.ts';

/** Written since the last checkpoint, past which the log is brought into the file. */
const checkpointPastBytes = 16_777_216;
/** What a transaction writes to the log besides what it stores: the few pages that it changes, whole. */
const transactionBytes = 8_192;
/** How often a store that refuses posts empties its log, at most. */
const emptyLogEveryMs = 1_000;
/** After the disk refused settling or emptying the log, it is left alone for so long. */
const retryAfterMs = 5_000;
/** A mailbox or an entry of a register takes so much at most, beside its body. */
const rowBytes = 512;

const reads: ReadonlySet<StoreCallName> = new Set(['read', 'lookup', 'totals']);

/**
 * One database and its store, for the thread that owns them. What is handed in together shares a transaction, and is
 * answered when that is on disk.
 */
export class StoreThread {
  readonly #database: DatabaseSync;
  #store: Store;
  #lastNow: number;
  #unsettledSince: number | undefined;
  #logBytes = 0;
  #logCleanAt = 0;
  /** A write failed, and the log could not be emptied since: nothing more is stored. */
  #isFailing = false;
  #settleAtMs = 0;
  #checkpointAtMs = 0;
  readonly #room: Room;
  /** Bytes that the transaction under way may still store. */
  #left = 0;

  /** @throws whatever opening throws. */
  constructor(options: StoreOptions, free?: DiskFree) {
    this.#database = openDatabase(options.path);
    this.#room = new Room(this.#database, options.path, options.maxBytes, free);
    // Times come with the calls; until the first of them, what is on disk is taken as it is.
    this.#lastNow = 0;
    this.#store = new Store(this.#database, 0);
  }

  handle(messages: readonly ToStore[], nowMs: number): readonly FromStore[] {
    const isRead = (message: ToStore): boolean => 'call' in message && reads.has(message.call);
    const writes = messages.filter((message) => !isRead(message));
    const answers: FromStore[] = [];
    if (writes.length > 0) {
      this.#left = this.#roomLeft();
      if (!this.#fits(writes)) this.#makeRoom(writes, nowMs);
      answers.push(...this.#transaction(writes));
    }
    // After the commit: what is read is on disk.
    for (const message of messages) {
      if (isRead(message) && 'call' in message) answers.push(this.#call(message));
    }
    return answers;
  }

  /** What is better done when the answers are out. `quiet`: nothing is waiting. */
  maintain(quiet: boolean, nowMs: number): void {
    this.#unsettledSince = this.#store.hasBatches ? (this.#unsettledSince ?? nowMs) : undefined;
    const isOld =
      this.#unsettledSince !== undefined && nowMs - this.#unsettledSince > settleAfterMs;
    if (this.#store.isFull || isOld) this.#settle(nowMs, !isOld);
    if (this.#isFailing) this.#isFailing = !this.#checkpoint('TRUNCATE', nowMs);
    if (this.#logBytes > checkpointPastBytes) this.#checkpoint('PASSIVE', nowMs);
    const isStale = this.#logBytes > 0 && nowMs - this.#logCleanAt > cleanAfterMs;
    if ((quiet && this.#logBytes > 0 && !this.#store.hasBatches) || isStale) {
      if (this.#checkpoint('TRUNCATE', nowMs)) this.#logCleanAt = nowMs;
    }
  }

  /** True when `maintain` has something to do in a while. */
  get isUntidy(): boolean {
    return this.#store.hasBatches || this.#logBytes > 0 || this.#isFailing;
  }

  close(): void {
    try {
      this.#settle(Infinity);
      this.#checkpoint('TRUNCATE', Infinity);
    } finally {
      this.#database.close();
    }
  }

  /** Whether all of these find room. */
  #fits(messages: readonly ToStore[]): boolean {
    let left = this.#left;
    return messages.every((message) => {
      if (!('batch' in message)) left -= this.#callBytes(message);
      else {
        const { bytes, refused } = fitting(message.batch, left);
        if (refused !== undefined) return false;
        left -= bytes;
      }
      return left >= 0;
    });
  }

  /**
   * The log goes while there is room to bring it into the file: were the disk full before, neither could grow, and
   * nothing could be dropped any more.
   */
  #makeRoom(messages: readonly ToStore[], nowMs: number): void {
    this.#settle(nowMs);
    this.#left = this.#roomLeft();
    if (this.#logBytes === 0 || nowMs - this.#logCleanAt < emptyLogEveryMs) return;
    if (this.#fits(messages) || !this.#checkpoint('TRUNCATE', nowMs)) return;
    this.#logCleanAt = nowMs;
    this.#left = this.#roomLeft();
  }

  #roomLeft(): number {
    if (this.#isFailing) return 0;
    try {
      return Math.max(0, this.#room.left() - this.#store.unsettledBytes);
    } catch {
      // Somebody took the file away: what is written to it now would be lost.
      return 0;
    }
  }

  #transaction(messages: readonly ToStore[]): FromStore[] {
    try {
      const before = this.#store.settledBytes;
      this.#database.exec('BEGIN IMMEDIATE');
      const answers = messages.map((message) => this.#write(message));
      this.#database.exec('COMMIT');
      // What is dropped is overwritten, by way of the log.
      this.#logBytes += transactionBytes + Math.max(0, before - this.#store.settledBytes);
      return answers;
    } catch (error) {
      const failed = storeFailure(error);
      this.#isFailing = true;
      this.#recover();
      return messages.map((message) =>
        'batch' in message ? { batchFailed: failed } : { id: message.id, failed },
      );
    }
  }

  #write(message: ToStore): FromStore {
    if (!('batch' in message)) {
      const bytes = this.#callBytes(message);
      if (bytes > this.#left) return { id: message.id, failed: 'MAILBOXES_UNAVAILABLE' };
      this.#left -= bytes;
      return this.#call(message);
    }
    const { calls, bytes, refused } = fitting(message.batch, this.#left);
    this.#left -= bytes;
    this.#lastNow = message.now;
    if (calls.length === 0 && refused !== undefined)
      return { outcomes: new Float64Array(), refused };
    this.#logBytes += calls.byteLength * 2;
    const outcomes = this.#store.takeBatch(calls, message.now);
    return refused === undefined ? { outcomes } : { outcomes, refused };
  }

  /** What a call adds to the store, at most. */
  #callBytes({ call, args }: Extract<ToStore, { readonly id: number }>): number {
    if (call === 'open') return this.#store.has(args[0] as Uint8Array) ? 0 : rowBytes;
    return call === 'register' ? rowBytes + 2 * (args[1] as Uint8Array).length : 0;
  }

  #call({ call, id, args }: Extract<ToStore, { readonly id: number }>): FromStore {
    if (!reads.has(call)) this.#logBytes += 4_096;
    const store: Omit<StoreCalls, 'stop'> = this.#store;
    const value = (store[call as 'totals'] as (...args: readonly unknown[]) => unknown).call(
      store,
      ...args,
    );
    return { id, value };
  }

  #settle(nowMs: number, keepsNewest: boolean = false): void {
    if (!this.#store.hasBatches || nowMs < this.#settleAtMs) return;
    try {
      const bytes = this.#store.unsettledBytes;
      this.#database.exec('BEGIN IMMEDIATE');
      this.#store.settle(this.#lastNow, keepsNewest);
      this.#database.exec('COMMIT');
      this.#unsettledSince = undefined;
      this.#logBytes += bytes;
    } catch {
      // The batches stay as they are, on disk and in memory, and it is tried again.
      this.#settleAtMs = nowMs + retryAfterMs;
      this.#isFailing = true;
      this.#recover();
    }
  }

  /** Back to what is on disk. Fails only when the disk cannot be read: the thread ends then. */
  #recover(): void {
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
    this.#store = new Store(this.#database, this.#lastNow);
  }

  /** Brings the log into the file. False when the disk refused: the log has everything still, and it is tried again. */
  #checkpoint(mode: 'PASSIVE' | 'TRUNCATE', nowMs: number): boolean {
    if (nowMs < this.#checkpointAtMs) return false;
    try {
      this.#database.exec(`PRAGMA wal_checkpoint(${mode})`);
    } catch (error) {
      if (storeFailure(error) !== 'MAILBOXES_UNAVAILABLE') throw error;
      this.#checkpointAtMs = nowMs + retryAfterMs;
      this.#isFailing = true;
      return false;
    }
    // What was brought into the file stays in the log too, until that is cut short.
    this.#logBytes = mode === 'TRUNCATE' ? 0 : 1;
    return true;
  }
}

/** How long an envelope that is not acked stays in its batch, and how long an acked body stays on disk at most. */
const settleAfterMs = 2_000;
/** How long the log may hold copies of what was dropped, under steady load. */
const cleanAfterMs = 10_000;
