import type { Crypto } from '@sotto/core';
import { handsetLimits } from '../limits.ts';
import { utf8 } from '../bytes.ts';
import { vaultError } from './error.ts';
import type { Argon2Cost } from './header.ts';

/**
 * The bytes that a passphrase stands for: NFKC, so that two keyboards that write one accent in two ways give one key, then UTF-8.
 */
export function passphraseBytes(passphrase: string): Uint8Array {
  return utf8(passphrase.normalize('NFKC'));
}

/** Characters are code points after NFKC. @throws PASSPHRASE_TOO_SHORT */
export function requireGoodPassphrase(passphrase: string): void {
  const characters = [...passphrase.normalize('NFKC')].length;
  if (characters < handsetLimits.minPassphraseChars) {
    throw vaultError(
      'PASSPHRASE_TOO_SHORT',
      `A passphrase has at least ${handsetLimits.minPassphraseChars} characters.`,
    );
  }
}

/** 32 bytes from which the key of each slot comes. Slow and large on purpose (Argon2id, RFC 9106). */
export function stretchPassphrase(
  crypto: Crypto,
  passphrase: string,
  salt: Uint8Array,
  cost: Argon2Cost,
): Promise<Uint8Array> {
  return crypto.argon2id({ password: passphraseBytes(passphrase), salt, ...cost, length: 32 });
}
