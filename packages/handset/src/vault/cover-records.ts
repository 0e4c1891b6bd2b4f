import type { RecordChange } from '@sotto/core';
import { eraseCover } from './erase-cover.ts';
import { createKeyRing } from './key-ring.ts';
import type { SealedRecords } from './sealed-records.ts';
import { createSealedRecords } from './sealed-records.ts';
import type { MainContent } from './slot.ts';
import type { VaultParts } from './vault-parts.ts';

type Volumes = Pick<MainContent, 'masterKey' | 'coverKey'>;

/** The records of a newly made cover, sealed with its keys, and what the vault itself keeps of it. */
export function coverRecords(
  parts: VaultParts,
  { masterKey, coverKey }: Volumes,
): Promise<readonly RecordChange[]> {
  return inside(parts, masterKey, async (own) => {
    const { store } = own;
    const made = await parts.cover.make(store);
    const records = await inside(parts, coverKey, (cover) => cover.seal(made.first));
    const all = [...records, ...(await own.seal(made.beside))];
    eraseCover(made);
    return all;
  });
}

/** As `coverRecords` when the vault has no cover, else nothing. */
export async function missingCover(
  parts: VaultParts,
  volumes: Volumes,
): Promise<readonly RecordChange[]> {
  const isThere = await inside(parts, volumes.coverKey, ({ store }) => parts.cover.isIn(store));
  return isThere ? [] : coverRecords(parts, volumes);
}

/** Works with a volume, and forgets its keys. */
async function inside<T>(
  parts: VaultParts,
  masterKey: Uint8Array,
  work: (volume: SealedRecords) => Promise<T>,
): Promise<T> {
  const volume = createSealedRecords(parts, await createKeyRing(parts.crypto, masterKey.slice()));
  try {
    return await work(volume);
  } finally {
    await volume.lock();
  }
}
