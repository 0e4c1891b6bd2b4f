import type { Clock, Crypto } from '@sotto/core';
import { handsetError } from '../error.ts';
import { decodeSelf } from '../storage/self-record.ts';
import { tables } from '../storage/tables.ts';
import type { Home } from '../sync/homes.ts';
import type { SealedChange, SealedStore } from '../vault/sealed-store.ts';

const self = { table: tables.self, id: 'self' } as const;

/** Whether this volume holds a handset. */
export async function holdsHandset(volume: SealedStore): Promise<boolean> {
  return (await volume.get(self)) !== undefined;
}

/** The records of a new cover for a handset with these homes. The generator is loaded when one is made. */
export async function coverFor(
  parts: { readonly crypto: Crypto; readonly clock: Clock },
  homes: readonly Home[],
): Promise<readonly SealedChange[]> {
  const { makeCover } = await import('./make-cover.ts');
  return makeCover(parts, { homes, nowMs: parts.clock.now() });
}

/** As `coverFor`, for the handset in this volume. @throws VAULT_BROKEN when there is none */
export async function coverBeside(
  parts: { readonly crypto: Crypto; readonly clock: Clock },
  volume: SealedStore,
): Promise<readonly SealedChange[]> {
  const stored = await volume.get(self);
  if (stored === undefined) throw handsetError('VAULT_BROKEN', 'The vault holds no handset.');
  return coverFor(parts, decodeSelf(stored).homes);
}
