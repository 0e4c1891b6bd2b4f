import type { RecordsErrorCode } from '@sotto/core';
import { SottoError } from '@sotto/core';
import { lockedError } from './indexeddb-error.ts';

const layoutVersion = 1;
/** The one object store: binary keys given apart from the values, which are `Uint8Array`. */
export const storeName = 'record';

/**
 * Opens the database, making it when there is none.
 *
 * @throws RECORDS_BROKEN for a database of another kind or version; RECORDS_LOCKED while an older page still has it open;
 * what the browser gives
 */
export function openDatabase(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, layoutVersion);
    request.onupgradeneeded = ({ oldVersion }) => {
      if (oldVersion === 0) request.result.createObjectStore(storeName);
    };
    let givenUp = false;
    request.onblocked = () => {
      givenUp = true;
      reject(lockedError('Another page keeps an older layout of the records open.'));
    };
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const database = request.result;
      const { objectStoreNames } = database;
      if (!givenUp && objectStoreNames.length === 1 && objectStoreNames[0] === storeName) {
        resolve(database);
        return;
      }
      database.close();
      reject(
        new SottoError<RecordsErrorCode>('RECORDS_BROKEN', 'The database holds no Sotto records.'),
      );
    };
  });
}

/** Resolves when the browser has committed the transaction. */
export function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}

/** The result of a request. */
export function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
