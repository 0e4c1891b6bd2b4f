import type { Plugin, Records, RecordsErrorCode } from '@sotto/core';
import {
  createRecordQueue,
  definePlugin,
  recordPages,
  SottoError,
  takeRecordChanges,
  takeRecordKey,
} from '@sotto/core';
import { recordsError } from './indexeddb-error.ts';
import { openDatabase } from './open-database.ts';
import { createPageReader } from './page-reader.ts';
import { applyChanges, clearStore, getValue } from './record-store.ts';
import { takeLock } from './store-lock.ts';

export interface IndexeddbRecordsOptions {
  /** Name of the database within the page's origin. */
  readonly name: string;
}

/**
 * Records in IndexedDB, committed with `durability: 'strict'`, with one opener at a time among all tabs and workers of
 * the origin (Web Locks, so a secure context).
 *
 * `create` rejects with RECORDS_LOCKED (another tab has it, retryable) or RECORDS_BROKEN (the database is something else, or
 * the browser gives none).
 */
export function indexeddbRecords({ name }: IndexeddbRecordsOptions): Plugin<'records', never> {
  return definePlugin({
    id: 'records-indexeddb',
    point: 'records',
    contract: 1,
    needs: [],
    create: () => attempt(() => openRecords(name)),
  });
}

async function openRecords(name: string): Promise<Records> {
  let lose = (): void => undefined;
  const lock = await takeLock(name, () => lose());
  let database: IDBDatabase;
  try {
    database = await openDatabase(name);
  } catch (error) {
    await lock.release();
    throw error;
  }
  let ended: SottoError<RecordsErrorCode> | undefined;
  let closing: Promise<void> | undefined;

  /** The end, without waiting. What is committing by now commits before another opener can read. */
  function end(why: SottoError<RecordsErrorCode>): Promise<void> {
    ended ??= why;
    database.close();
    globalThis.removeEventListener('pagehide', leave);
    return lock.release();
  }
  // A page in the back/forward cache must not keep others out, nor write when it returns: others may have written.
  function leave(): void {
    void end(
      new SottoError('RECORDS_CLOSED', 'The page was left, and the records closed. Load it again.'),
    );
  }
  lose = () => {
    void end(new SottoError('RECORDS_BROKEN', 'The browser took the records away.'));
  };
  globalThis.addEventListener('pagehide', leave);
  // Somebody deletes the database or clears the site's data; or the medium failed.
  database.onversionchange = lose;
  database.onclose = lose;

  function stayOpen(): void {
    if (ended !== undefined) throw ended;
    if (closing !== undefined)
      throw new SottoError<RecordsErrorCode>('RECORDS_CLOSED', 'The records are closed.');
  }
  function inPlace(step: () => Promise<void>): Promise<void> {
    if (ended !== undefined) throw ended;
    return attempt(step);
  }
  const queue = createRecordQueue(
    (changes) => inPlace(() => applyChanges(database, changes)),
    () => Promise.resolve(),
  );
  async function release(): Promise<void> {
    await queue.alone(() => undefined);
    await end(new SottoError('RECORDS_CLOSED', 'The records are closed.'));
  }

  return {
    get: async (key) => {
      stayOpen();
      const taken = takeRecordKey(key);
      return attempt(() => getValue(database, taken));
    },
    range: (range) => {
      const readPage = createPageReader(database);
      return recordPages(range, async (left) => {
        stayOpen();
        return attempt(() => readPage(left));
      });
    },
    write: async (changes) => {
      stayOpen();
      await queue.add(takeRecordChanges(changes));
    },
    wipe: async () => {
      stayOpen();
      await queue.alone(() => inPlace(() => clearStore(database)));
    },
    usedBytes: async () => {
      stayOpen();
      return attempt(usedBytes);
    },
    close: () => (closing ??= release()),
  };
}

/** What the browser counts for the origin's databases; other databases of the origin are in it. */
async function usedBytes(): Promise<number> {
  const estimate: StorageEstimate & { readonly usageDetails?: { readonly indexedDB?: number } } =
    await navigator.storage.estimate();
  return estimate.usageDetails?.indexedDB ?? estimate.usage ?? 0;
}

/** @throws what `step` throws, as the point's error */
async function attempt<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw recordsError(error);
  }
}
