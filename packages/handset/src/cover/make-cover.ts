import type { Crypto } from '@sotto/core';
import { createSelf } from '../identity/self.ts';
import { encodeSelf } from '../storage/self-record.ts';
import { tables } from '../storage/tables.ts';
import type { Home } from '../sync/homes.ts';
import type { SealedChange } from '../vault/sealed-store.ts';

/** The records of a handset that somebody could have: an identity of its own at the same relays. */
export async function makeCover(
  { crypto }: { readonly crypto: Crypto },
  { homes, nowMs }: { readonly homes: readonly Home[]; readonly nowMs: number },
): Promise<readonly SealedChange[]> {
  const self = await createSelf(crypto, { homes, suggestedName: '', nowMs });
  return [{ put: { table: tables.self, id: 'self' }, value: encodeSelf(self) }];
}
