import type { Crypto, Records } from '@sotto/core';
import { vaultError } from './error.ts';
import type { HeaderOf3, VaultHeader } from './header.ts';
import { headerKey, parseHeader } from './header.ts';

/** @throws HANDSET_ABSENT, VAULT_BROKEN, VAULT_NEWER, VAULT_OLDER */
export async function readHeader({
  records,
  crypto,
}: {
  readonly records: Records;
  readonly crypto: Crypto;
}): Promise<VaultHeader | HeaderOf3> {
  const bytes = await records.get(headerKey);
  if (bytes === undefined) throw vaultError('HANDSET_ABSENT', 'This store holds no handset.');
  return parseHeader(crypto, bytes);
}
