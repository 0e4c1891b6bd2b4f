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
    const made = await parts.cover.make(own.unchecked);
    const records = await inside(parts, coverKey, (cover) => cover.begin(made.first));
    const all = [...records, ...(await own.sealUncounted(made.beside))];
    eraseCover(made);
    return all;
  });
}

/** As `coverRecords` when the vault has no cover, else nothing. */
export async function missingCover(
  parts: VaultParts,
  volumes: Volumes,
): Promise<readonly RecordChange[]> {
  return (await hasCover(parts, volumes)) ? [] : coverRecords(parts, volumes);
}

export function hasCover(parts: VaultParts, { coverKey }: Volumes): Promise<boolean> {
  return inside(parts, coverKey, ({ unchecked }) => parts.cover.isIn(unchecked));
}

/** The roots of a volume that was made before there were any. */
export function rootsOf(
  parts: VaultParts,
  masterKey: Uint8Array,
): Promise<readonly RecordChange[]> {
  return inside(parts, masterKey, (volume) => volume.makeRoots());
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
