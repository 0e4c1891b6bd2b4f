import { createMemoryStore, memoryRecords } from '@sotto/records-memory';
import type { MemoryStore } from '@sotto/records-memory';

/** A store as the handset of an earlier format left it. */
export interface OldStore {
  readonly passphrase: string;
  /** Keys and values in base64. */
  readonly records: readonly (readonly [key: string, value: string])[];
}

export async function storeOf(old: OldStore): Promise<MemoryStore> {
  const store = createMemoryStore();
  const records = await memoryRecords({ store }).create({});
  await records.write(
    old.records.map(([key, value]) => ({
      put: Uint8Array.fromBase64(key),
      value: Uint8Array.fromBase64(value),
    })),
  );
  await records.close();
  return store;
}
