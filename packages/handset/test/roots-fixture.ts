import type { RecordChange, Records } from '@sotto/core';
import { createMemoryStore, memoryRecords } from '@sotto/records-memory';
import type { MemoryRecordsOptions, MemoryStore } from '@sotto/records-memory';
import { createKeyRing } from '../src/vault/key-ring.ts';
import type { KeyRing } from '../src/vault/key-ring.ts';
import { placeOf } from '../src/vault/record-name.ts';
import { createSealedRecords } from '../src/vault/sealed-records.ts';
import type { SealedRecords } from '../src/vault/sealed-records.ts';
import type { RecordName } from '../src/vault/sealed-store.ts';
import type { Findings } from '../src/vault/roots/storage-guard.ts';
import { crypto } from './vault-fixture.ts';

/** A volume whose master key is known, so that a test can say which record of the medium is which. */
export interface Volume extends SealedRecords {
  readonly records: Records;
  readonly keys: KeyRing;
}

export const atOnce = { rest: async () => {} };

export async function openVolume(
  store: MemoryStore,
  options: Omit<MemoryRecordsOptions, 'store'> = {},
): Promise<Volume> {
  const records = await memoryRecords({ ...options, store }).create({});
  const keys = await createKeyRing(crypto, new Uint8Array(32).fill(5));
  const random = (length: number): Uint8Array => crypto.random(length);
  const sealed = createSealedRecords({ records, crypto, random, nowMs: () => 1_000 }, keys);
  return { ...sealed, records, keys };
}

/** A volume that holds nothing but its root. */
export async function newVolume(): Promise<MemoryStore> {
  const store = createMemoryStore();
  const volume = await openVolume(store);
  await volume.records.write(await volume.begin([]));
  await volume.records.close();
  return store;
}

/** Opens the volume, does something with it, and closes it. */
export async function within<T>(
  store: MemoryStore,
  job: (volume: Volume) => Promise<T>,
  options: Omit<MemoryRecordsOptions, 'store'> = {},
): Promise<T> {
  const volume = await openVolume(store, options);
  try {
    return await job(volume);
  } finally {
    await volume.lock();
    await volume.records.close();
  }
}

/** Somebody changes the medium. */
export async function onMedium(
  store: MemoryStore,
  job: (
    records: Records,
    keyOf: (name: RecordName) => Promise<Uint8Array>,
  ) => Promise<readonly RecordChange[]>,
): Promise<void> {
  const records = await memoryRecords({ store }).create({});
  const keys = await createKeyRing(crypto, new Uint8Array(32).fill(5));
  await records.write(await job(records, async (name) => (await placeOf(keys, name)).key));
  await records.close();
}

/** What is told of a storage once everything in it was looked at. */
export function checked(store: MemoryStore): Promise<Findings & { readonly isWell: boolean }> {
  return within(store, async ({ guard }) => {
    const { isWell } = await guard.check(atOnce);
    return { ...(await guard.findings()), isWell };
  });
}
