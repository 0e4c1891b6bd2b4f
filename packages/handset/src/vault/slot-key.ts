import type { Crypto } from '@sotto/core';
import { concat, utf8 } from '../bytes.ts';

/** The key of a slot, as far as the passphrase gives it. `stretched` is what `stretchPassphrase` gave. */
export function slotKey(crypto: Crypto, stretched: Uint8Array, index: number): Promise<Uint8Array> {
  const info = concat(utf8('sotto vault 1 slot'), Uint8Array.of(index));
  return crypto.hkdfExpand('SHA-256', stretched, info, 32);
}

/** The key that a slot is sealed with: with a device's secret, which is never stored, it takes both. */
export async function bindKey(
  crypto: Crypto,
  key: Uint8Array,
  deviceSecret: Uint8Array | undefined,
): Promise<Uint8Array> {
  if (deviceSecret === undefined) return key.slice();
  return crypto.hkdfExtract('SHA-256', deviceSecret, key);
}
