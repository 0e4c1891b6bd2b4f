import type { Crypto } from '@sotto/core';
import { erase, utf8 } from '../bytes.ts';
import { handsetLimits } from '../limits.ts';
import { vaultError } from './error.ts';
import type { Argon2Cost } from './cost.ts';

/** Characters are code points after normalising. @throws PASSPHRASE_TOO_SHORT, PASSPHRASE_TOO_LONG */
export function requireGoodPassphrase(passphrase: string): void {
  const { minPassphraseChars, maxPassphraseBytes } = handsetLimits;
  const normal = normalised(passphrase);
  if ([...normal].length < minPassphraseChars) {
    throw vaultError(
      'PASSPHRASE_TOO_SHORT',
      `A passphrase has at least ${minPassphraseChars} characters.`,
    );
  }
  if (utf8(normal).length > maxPassphraseBytes) {
    throw vaultError(
      'PASSPHRASE_TOO_LONG',
      `A passphrase has at most ${maxPassphraseBytes} bytes.`,
    );
  }
}

/** False for what no vault was made with: nothing, or too much for Argon2id. */
export function isPossiblePassphrase(passphrase: string): boolean {
  const { length } = utf8(normalised(passphrase));
  return length > 0 && length <= handsetLimits.maxPassphraseBytes;
}

/** 32 bytes from which the key of each slot comes. Slow and large on purpose (Argon2id, RFC 9106). */
export async function stretchPassphrase(
  crypto: Crypto,
  passphrase: string,
  salt: Uint8Array,
  cost: Argon2Cost,
): Promise<Uint8Array> {
  const password = utf8(normalised(passphrase));
  const stretched = await crypto.argon2id({ password, salt, ...cost, length: 32 });
  erase(password);
  return stretched;
}

/** NFKC, so that two keyboards that write one accent in two ways give one key. */
function normalised(passphrase: string): string {
  return passphrase.normalize('NFKC');
}
