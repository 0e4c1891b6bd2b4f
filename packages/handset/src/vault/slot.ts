import type { Crypto } from '@sotto/core';
import { concat, erase, utf8 } from '../bytes.ts';
import { slotBytes } from './header.ts';

export const masterKeyBytes = 32;

const nonceBytes = 12;
const kindBytes = 1;
const contentBytes = 64;
/** Opens this vault. Later versions know more kinds; a slot of each has the same size. */
const opensVault = 1;

export interface SlotPlace {
  /** What `stretchPassphrase` gave. */
  readonly stretched: Uint8Array;
  /** `headerPrefix`: binds the slot to the costs and the salt beside it. */
  readonly prefix: Uint8Array;
  readonly index: number;
}

/** Seals the master key in a slot: kind, key, zeros to 64 bytes. */
export async function sealSlot(
  crypto: Crypto,
  random: (length: number) => Uint8Array,
  place: SlotPlace,
  masterKey: Uint8Array,
): Promise<Uint8Array> {
  const content = new Uint8Array(contentBytes);
  content[0] = opensVault;
  content.set(masterKey, kindBytes);
  const key = await slotKey(crypto, place);
  const nonce = random(nonceBytes);
  const sealed = await crypto.aeadSeal('AES-256-GCM', {
    key,
    nonce,
    associatedData: concat(place.prefix, Uint8Array.of(place.index)),
    data: content,
  });
  erase(key, content);
  return concat(nonce, sealed);
}

/** The master key, or `undefined` when the slot does not open with this passphrase. */
export async function openSlot(
  crypto: Crypto,
  place: SlotPlace,
  slot: Uint8Array,
): Promise<Uint8Array | undefined> {
  if (slot.length !== slotBytes) return undefined;
  const key = await slotKey(crypto, place);
  const content = await crypto.aeadOpen('AES-256-GCM', {
    key,
    nonce: slot.subarray(0, nonceBytes),
    associatedData: concat(place.prefix, Uint8Array.of(place.index)),
    data: slot.subarray(nonceBytes),
  });
  erase(key);
  if (content === undefined || content[0] !== opensVault) return undefined;
  const masterKey = content.slice(kindBytes, kindBytes + masterKeyBytes);
  erase(content);
  return masterKey;
}

function slotKey(crypto: Crypto, place: SlotPlace): Promise<Uint8Array> {
  const info = concat(utf8('sotto vault 1 slot'), Uint8Array.of(place.index));
  return crypto.hkdfExpand('SHA-256', place.stretched, info, 32);
}
