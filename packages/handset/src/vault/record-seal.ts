import type { Crypto } from '@sotto/core';
import { concat, erase, utf8 } from '../bytes.ts';
import { vaultError } from './error.ts';
import { unpadRecord } from './padding.ts';
import type { RecordPlace } from './record-name.ts';

const nonceBytes = 12;
const tagBytes = 16;
const label = utf8('sotto vault 1 record');

/**
 * Nonce and ciphertext. The associated data holds the format and the record's key, so that a record that was moved, swapped
 * or copied to another name does not open. `padded` comes from `padRecord`.
 */
export async function sealRecord(
  crypto: Crypto,
  random: (length: number) => Uint8Array,
  place: RecordPlace,
  padded: Uint8Array,
): Promise<Uint8Array> {
  const nonce = random(nonceBytes);
  const sealed = await crypto.aeadSeal('AES-256-GCM', {
    key: place.table.recordKey,
    nonce,
    associatedData: concat(label, place.key),
    data: padded,
  });
  return concat(nonce, sealed);
}

/**
 * The `random` of so many calls of `sealRecord`, drawn at once: to ask the platform for each costs as much as to seal a short record.
 */
export function randomForSeals(
  random: (length: number) => Uint8Array,
  seals: number,
): (length: number) => Uint8Array {
  const drawn = random(nonceBytes * seals);
  let at = 0;
  return (length) => {
    if (at + length > drawn.length) throw new RangeError('There are more seals than were told.');
    at += length;
    return drawn.subarray(at - length, at);
  };
}

/** @throws VAULT_BROKEN */
export async function openRecord(
  crypto: Crypto,
  place: RecordPlace,
  sealed: Uint8Array,
): Promise<Uint8Array> {
  const padded = await crypto.aeadOpen('AES-256-GCM', {
    key: place.table.recordKey,
    nonce: nonceOf(sealed),
    associatedData: concat(label, place.key),
    data: sealed.subarray(nonceBytes),
  });
  if (padded === undefined) throw broken();
  const value = unpadRecord(padded).slice();
  erase(padded);
  return value;
}

/** What tells a sealed value from every other of the same record: its nonce and its tag. Whatever bytes it is given. */
export function nonceAndTag(sealed: Uint8Array): Uint8Array {
  return concat(sealed.subarray(0, nonceBytes), sealed.subarray(-tagBytes));
}

function nonceOf(sealed: Uint8Array): Uint8Array {
  if (sealed.length < nonceBytes) throw broken();
  return sealed.subarray(0, nonceBytes);
}

function broken(): Error {
  return vaultError('VAULT_BROKEN', 'A record of the vault was damaged, changed or moved.');
}
