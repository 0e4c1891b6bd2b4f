import type { Records } from '@sotto/core';
import { coverRecords, hasCover } from './cover-records.ts';
import type { EnterOptions } from './enter.ts';
import { enter } from './enter.ts';
import { headerKey } from './header.ts';
import type { SealedStore } from './sealed-store.ts';
import { eraseMain } from './slots.ts';
import type { VaultParts } from './vault-parts.ts';
import type { Volumes } from './volumes.ts';
import { openVolumes } from './volumes.ts';

/** A vault whose keys are in memory. */
export interface OpenVault extends Volumes {
  /** Of its own volume. */
  readonly store: SealedStore;
  /** A passphrase opens the other volume and destroys this one. Not told of a cover that is visited. */
  readonly hasDuress: boolean;
  /** Its own volume is the cover, which the owner opened to prepare it. */
  readonly isVisit: boolean;
}

/** `empty`: there is no header. `locked`: there is one, readable or not. */
export async function readVaultState(records: Records): Promise<'empty' | 'locked'> {
  return (await records.get(headerKey)) === undefined ? 'empty' : 'locked';
}

/** @throws what `enter` does */
export async function openVault(parts: VaultParts, options: EnterOptions): Promise<OpenVault> {
  const { main } = await enter(parts, options);
  const volumes = await openVolumes(parts, main.masterKey, main.coverKey);
  eraseMain(main);
  return openVaultOf(volumes, { hasDuress: main.duress !== undefined });
}

/** Opens the cover and destroys nothing; given the duress passphrase, what that opens. @throws what `enter` does */
export async function openCover(parts: VaultParts, options: EnterOptions): Promise<OpenVault> {
  let isPromoted = false;
  const onPromoted = (): void => {
    isPromoted = true;
    options.onPromoted?.();
  };
  const { main } = await enter(parts, { ...options, onPromoted }, async (keeping, isDuress) => {
    const isThere = await hasCover(parts, keeping.main);
    // After the duress passphrase there is none, and none is shown: one that was written now would tell which passphrase it was.
    return isThere || isDuress
      ? { keeping }
      : { keeping, records: await coverRecords(parts, keeping.main) };
  });
  const { masterKey, coverKey } = main;
  const volumes = await (isPromoted
    ? openVolumes(parts, masterKey, coverKey)
    : openVolumes(parts, coverKey, masterKey));
  eraseMain(main);
  return openVaultOf(volumes, { isVisit: !isPromoted });
}

export function openVaultOf(
  volumes: Volumes,
  { hasDuress = false, isVisit = false }: Partial<Pick<OpenVault, 'hasDuress' | 'isVisit'>> = {},
): OpenVault {
  return { ...volumes, store: volumes.own.store, hasDuress, isVisit };
}
