import { createKeyRing } from './key-ring.ts';
import type { SealedParts, SealedRecords } from './sealed-records.ts';
import { createSealedRecords } from './sealed-records.ts';

/** The two volumes of a store, with their keys in memory. */
export interface Volumes {
  /** The one that is open. */
  readonly own: SealedRecords;
  /** Its cover; while the owner visits the cover, the vault itself. */
  readonly other: SealedRecords;
  /** Locks both: see `SealedRecords.lock`. */
  readonly lock: () => Promise<void>;
}

/** Overwrites the master keys. */
export async function openVolumes(
  parts: SealedParts,
  ownKey: Uint8Array,
  otherKey: Uint8Array,
): Promise<Volumes> {
  const own = createSealedRecords(parts, await createKeyRing(parts.crypto, ownKey));
  const other = createSealedRecords(parts, await createKeyRing(parts.crypto, otherKey));
  return {
    own,
    other,
    lock: async () => {
      await Promise.all([own.lock(), other.lock()]);
    },
  };
}
