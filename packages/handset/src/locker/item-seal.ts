import type { Crypto } from '@sotto/core';
import { concat, utf8 } from '../bytes.ts';
import { handsetError } from '../error.ts';

const nonceBytes = 12;

/** Which table it lies in: an item cannot be put in the place of one of another table. */
export type ItemKind = 'note' | 'picture' | 'bytes';

/** Seals an item under the locker's key: nonce, then AES-256-GCM bound to what it is and to its id. */
export async function sealItem(
  crypto: Crypto,
  key: Uint8Array,
  name: { readonly kind: ItemKind; readonly id: Uint8Array },
  data: Uint8Array,
): Promise<Uint8Array> {
  const nonce = crypto.random(nonceBytes);
  const associatedData = nameBytes(name);
  return concat(nonce, await crypto.aeadSeal('AES-256-GCM', { key, nonce, associatedData, data }));
}

/** @throws VAULT_BROKEN */
export async function openItem(
  crypto: Crypto,
  key: Uint8Array,
  name: { readonly kind: ItemKind; readonly id: Uint8Array },
  sealed: Uint8Array,
): Promise<Uint8Array> {
  const opened = await crypto.aeadOpen('AES-256-GCM', {
    key,
    nonce: sealed.subarray(0, nonceBytes),
    associatedData: nameBytes(name),
    data: sealed.subarray(nonceBytes),
  });
  if (opened === undefined)
    throw handsetError('VAULT_BROKEN', 'Something in the locker was damaged or moved.');
  return opened;
}

/** What sealing adds, in bytes. */
export const itemSealBytes: number = nonceBytes + 16;

function nameBytes({ kind, id }: { readonly kind: ItemKind; readonly id: Uint8Array }): Uint8Array {
  return concat(utf8(`sotto locker 1 ${kind} `), id);
}
