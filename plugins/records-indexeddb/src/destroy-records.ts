import type { IndexeddbRecordsOptions } from './indexeddb-records.ts';
import { recordsError } from './indexeddb-error.ts';

/**
 * Deletes the database, whatever it holds and whether or not it can be opened. Other tabs that have it open are told by the browser, and let
 * go; resolves when they did. None is no error. @throws RECORDS_BROKEN
 */
export function destroyIndexeddbRecords({ name }: IndexeddbRecordsOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(recordsError(request.error));
  });
}
