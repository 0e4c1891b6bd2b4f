import type { Crypto } from '@sotto/core';
import { concat, erase, utf8 } from '../bytes.ts';
import { handsetError } from '../error.ts';
import type { LockerKeyRecord } from '../storage/locker-record.ts';
import type { Argon2Cost } from '../vault/cost.ts';
import { saltBytes } from '../vault/header.ts';
import {
  isPossiblePassphrase,
  requireGoodPassphrase,
  stretchPassphrase,
} from '../vault/passphrase.ts';

const keyBytes = 32;
const nonceBytes = 12;
const label = utf8('sotto locker 1 key');

/** The record that opens `key`, or a new random key, with the passphrase. @throws PASSPHRASE_TOO_SHORT, PASSPHRASE_TOO_LONG */
export async function sealLockerKey(
  crypto: Crypto,
  passphrase: string,
  cost: Argon2Cost,
  key: Uint8Array = crypto.random(keyBytes),
): Promise<{ readonly record: LockerKeyRecord; readonly key: Uint8Array }> {
  requireGoodPassphrase(passphrase);
  const salt = crypto.random(saltBytes);
  const nonce = crypto.random(nonceBytes);
  const stretched = await stretchPassphrase(crypto, passphrase, salt, cost);
  const box = { key: stretched, nonce, associatedData: label, data: key };
  const sealed = concat(nonce, await crypto.aeadSeal('AES-256-GCM', box));
  erase(stretched);
  return { record: { cost, salt, sealed }, key };
}

/** The locker's key. @throws PASSPHRASE_WRONG */
export async function openLockerKey(
  crypto: Crypto,
  { cost, salt, sealed }: LockerKeyRecord,
  passphrase: string,
): Promise<Uint8Array> {
  if (!isPossiblePassphrase(passphrase)) return wrong();
  const stretched = await stretchPassphrase(crypto, passphrase, salt, cost);
  const key = await crypto.aeadOpen('AES-256-GCM', {
    key: stretched,
    nonce: sealed.subarray(0, nonceBytes),
    associatedData: label,
    data: sealed.subarray(nonceBytes),
  });
  erase(stretched);
  return key ?? wrong();
}

function wrong(): never {
  throw handsetError('PASSPHRASE_WRONG', 'The passphrase does not open the locker.');
}
