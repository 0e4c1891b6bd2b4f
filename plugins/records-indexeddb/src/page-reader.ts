import type { RecordEntry, RecordPage, RecordRange } from '@sotto/core';
import { answered, storeName } from './open-database.ts';

const firstCount = 32;
const maxCount = 256;
const pageBytes = 4 * 1024 * 1024;

/** https://w3c.github.io/IndexedDB/#dom-idbobjectstore-getallrecords; not in every browser, nor in TypeScript's library yet. */
interface GetAllRecords {
  readonly getAllRecords: (options: {
    readonly query: IDBKeyRange;
    readonly count: number;
    readonly direction: IDBCursorDirection;
  }) => IDBRequest<readonly { readonly key: IDBValidKey; readonly value: unknown }[]>;
}

/**
 * Reads the pages of one range. Asking for many at once is three times as fast as a cursor, but how large they are shows only
 * afterwards: so the first page is small, and the next ones grow as far as the largest value seen allows.
 */
export function createPageReader(
  database: IDBDatabase,
): (range: Required<RecordRange>) => Promise<RecordPage> {
  let count = firstCount;
  let largest = 1;
  return async (range) => {
    const wanted = Math.min(count, range.limit);
    const entries = await readEntries(database, range, wanted);
    for (const { value } of entries) largest = Math.max(largest, value.length);
    count = Math.max(1, Math.min(4 * count, maxCount, Math.floor(pageBytes / largest)));
    return { entries, more: entries.length === wanted };
  };
}

async function readEntries(
  database: IDBDatabase,
  { from, to, reverse }: Required<RecordRange>,
  count: number,
): Promise<readonly RecordEntry[]> {
  const query = IDBKeyRange.bound(from, to, false, true);
  const direction = reverse ? 'prev' : 'next';
  const store = database.transaction(storeName, 'readonly').objectStore(storeName);
  if (!hasGetAllRecords(store)) return walk(store.openCursor(query, direction), count);
  const records = await answered(store.getAllRecords({ query, count, direction }));
  return records.map(({ key, value }) => entryOf(key, value));
}

function walk(
  request: IDBRequest<IDBCursorWithValue | null>,
  count: number,
): Promise<readonly RecordEntry[]> {
  const entries: RecordEntry[] = [];
  return new Promise((resolve, reject) => {
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const cursor = request.result;
      if (cursor !== null) entries.push(entryOf(cursor.key, cursor.value));
      if (cursor === null || entries.length === count) resolve(entries);
      else cursor.continue();
    };
  });
}

function hasGetAllRecords(store: IDBObjectStore): store is IDBObjectStore & GetAllRecords {
  return 'getAllRecords' in store;
}

function entryOf(key: IDBValidKey, value: unknown): RecordEntry {
  return { key: new Uint8Array(key as ArrayBuffer), value: value as Uint8Array };
}
