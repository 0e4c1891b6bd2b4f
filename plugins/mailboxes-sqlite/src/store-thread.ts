import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from './database.ts';
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
const checkpointPastBytes = 8_388_608;

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

  /** @throws whatever opening throws. */
  constructor(options: StoreOptions) {
    this.#database = openDatabase(options.path, options.maxBytes);
    // Times come with the calls; until the first of them, what is on disk is taken as it is.
    this.#lastNow = 0;
    this.#store = new Store(this.#database, 0);
  }

  handle(messages: readonly ToStore[]): readonly FromStore[] {
    const isRead = (message: ToStore): boolean => 'call' in message && reads.has(message.call);
    const writes = messages.filter((message) => !isRead(message));
    const answers: FromStore[] = writes.length === 0 ? [] : this.#transaction(writes);
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
    if (this.#store.isFull || isOld) this.#settle();
    if (this.#logBytes > checkpointPastBytes) this.#checkpoint('PASSIVE');
    const isStale = this.#logBytes > 0 && nowMs - this.#logCleanAt > cleanAfterMs;
    if ((quiet && this.#logBytes > 0 && !this.#store.hasBatches) || isStale) {
      this.#checkpoint('TRUNCATE');
      this.#logCleanAt = nowMs;
    }
  }

  /** True when `maintain` has something to do in a while. */
  get isUntidy(): boolean {
    return this.#store.hasBatches || this.#logBytes > 0;
  }

  close(): void {
    try {
      this.#settle();
      this.#checkpoint('TRUNCATE');
    } finally {
      this.#database.close();
    }
  }

  #transaction(messages: readonly ToStore[]): FromStore[] {
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      const answers = messages.map((message) => this.#write(message));
      this.#database.exec('COMMIT');
      return answers;
    } catch (error) {
      const failed = storeFailure(error);
      this.#recover();
      return messages.map((message) =>
        'batch' in message ? { batchFailed: failed } : { id: message.id, failed },
      );
    }
  }

  #write(message: ToStore): FromStore {
    if (!('batch' in message)) return this.#call(message);
    this.#lastNow = message.now;
    this.#logBytes += message.batch.byteLength * 2;
    return { outcomes: this.#store.takeBatch(message.batch, message.now) };
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

  #settle(): void {
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      this.#store.settle(this.#lastNow);
      this.#database.exec('COMMIT');
      this.#unsettledSince = undefined;
      this.#logBytes += 1;
    } catch {
      // The batches stay as they are, on disk and in memory, and it is tried again.
      this.#recover();
    }
  }

  /** Back to what is on disk. Fails only when the disk cannot be read: the thread ends then. */
  #recover(): void {
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
    this.#store = new Store(this.#database, this.#lastNow);
  }

  #checkpoint(mode: 'PASSIVE' | 'TRUNCATE'): void {
    this.#database.exec(`PRAGMA wal_checkpoint(${mode})`);
    this.#logBytes = 0;
  }
}

/** How long an envelope that is not acked stays in its batch, and how long an acked body stays on disk at most. */
const settleAfterMs = 2_000;
/** How long the log may hold copies of what was dropped, under steady load. */
const cleanAfterMs = 10_000;
