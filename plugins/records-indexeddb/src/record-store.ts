import type { RecordChange } from '@sotto/core';
import { answered, committed, storeName } from './open-database.ts';

export function getValue(database: IDBDatabase, key: Uint8Array): Promise<Uint8Array | undefined> {
  const transaction = database.transaction(storeName, 'readonly');
  return answered<Uint8Array | undefined>(
    transaction.objectStore(storeName).get(key as BufferSource),
  );
}

/** All changes or none, on the medium when it resolves. */
export async function applyChanges(
  database: IDBDatabase,
  changes: readonly RecordChange[],
): Promise<void> {
  await changeStore(database, (store) => {
    for (const change of changes) {
      if ('put' in change) store.put(change.value, change.put as BufferSource);
      else store.delete(change.remove as BufferSource);
    }
  });
}

export async function clearStore(database: IDBDatabase): Promise<void> {
  await changeStore(database, (store) => store.clear());
}

async function changeStore(
  database: IDBDatabase,
  step: (store: IDBObjectStore) => void,
): Promise<void> {
  const transaction = database.transaction(storeName, 'readwrite', { durability: 'strict' });
  const done = committed(transaction);
  try {
    step(transaction.objectStore(storeName));
    transaction.commit();
  } catch (error) {
    transaction.abort();
    await done.catch(() => undefined);
    throw error;
  }
  await done;
}
