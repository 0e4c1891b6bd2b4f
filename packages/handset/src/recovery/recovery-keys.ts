import type { Crypto } from '@sotto/core';
import { utf8 } from '../bytes.ts';
import { encodeBech32 } from './bech32.ts';

/** What follows from the secret of a paper key. */
export interface RecoveryKeys {
  /** Ed25519: in the device chain it is a device that is no leaf. */
  readonly seed: Uint8Array;
  readonly key: Uint8Array;
  /** `AGE-SECRET-KEY-1…`: opens backups that were made for it. */
  readonly identity: string;
  /** Where the newest backup at a relay is noted, and what seals the note. The handset keeps it; it opens no backup. */
  readonly finder: Uint8Array;
}

/** HKDF-Extract and -Expand (SHA-256) of the secret, a label for each. */
export async function recoveryKeys(crypto: Crypto, secret: Uint8Array): Promise<RecoveryKeys> {
  const extracted = await crypto.hkdfExtract('SHA-256', utf8('sotto v1 recovery'), secret);
  const derive = (label: string): Promise<Uint8Array> =>
    crypto.hkdfExpand('SHA-256', extracted, utf8(`sotto v1 recovery ${label}`), 32);
  const seed = await derive('device');
  return {
    seed,
    key: await crypto.signatures.Ed25519.publicKey(seed),
    identity: encodeBech32('age-secret-key-', await derive('age')).toUpperCase(),
    finder: await derive('finder'),
  };
}
