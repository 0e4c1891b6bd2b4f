import type { Crypto, RelayUrl } from '@sotto/core';
import { encodeUtf8, labelBytes, labels } from '@sotto/protocol';
import { concat } from '../bytes.ts';

/**
 * Who this handset is to a relay's access plugin: 32 bytes that come from the handset's holder seed, so that they are the same after a
 * lost answer, a restart or a backup, and another device's or another relay's cannot be told to be the same handset's.
 */
export function creditHolder(
  crypto: Pick<Crypto, 'hkdfExpand'>,
  holderSeed: Uint8Array,
  relay: RelayUrl,
  credit: Uint8Array,
): Promise<Uint8Array> {
  const info = concat(labelBytes(labels.creditHolder), encodeUtf8(relay), Uint8Array.of(0), credit);
  return crypto.hkdfExpand('SHA-256', holderSeed, info, 32);
}
