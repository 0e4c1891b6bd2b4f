import type { Crypto, Records } from '@sotto/core';
import { setDuress } from '../src/vault/commands.ts';
import type { Argon2Cost } from '../src/vault/cost.ts';
import { createVault } from '../src/vault/create-vault.ts';
import { openVault } from '../src/vault/vault.ts';
import { plainCover, vaultParts } from './vault-parts.ts';

const given = {
  real: 'the passphrase of it',
  duress: 'somebody stands here',
  wrong: 'neither of these two',
} as const;

export type Given = keyof typeof given;

/** Makes a vault with a duress passphrase in the store, and closes it. */
export async function prepareVault(
  records: Records,
  crypto: Crypto,
  cost: Argon2Cost,
): Promise<void> {
  const parts = vaultParts(records, crypto);
  const made = { passphrase: given.real, unsafeArgon2: cost, cover: plainCover };
  await (await createVault(parts, made)).lock();
  await setDuress(parts, { passphrase: given.real, duress: given.duress });
  await records.close();
}

/** Milliseconds of one try on a store as it was prepared, to its end. Closes it. */
export async function timeUnlock(records: Records, crypto: Crypto, which: Given): Promise<number> {
  const parts = vaultParts(records, crypto);
  const began = performance.now();
  const opened = await openVault(parts, { passphrase: given[which] }).catch(() => undefined);
  const ms = performance.now() - began;
  if ((opened === undefined) !== (which === 'wrong'))
    throw new Error('It opened as it should not.');
  await opened?.lock();
  await records.close();
  return ms;
}
