import * as node from 'node:crypto';
import type { CryptoErrorCode } from '@sotto/core';
import { SottoError } from '@sotto/core';
import { importPrivateKey } from './raw-keys.ts';

/**
 * Finds out at the start, and not in the middle of a conversation, whether this Node has what is needed: 24.7 or
 * newer, with its own OpenSSL or another one from 3.5 on. @throws CRYPTO_UNSUPPORTED
 */
export function requirePlatform(): void {
  // Named imports of what is missing would not even load, and give nobody a plain sentence.
  if (typeof node.argon2 !== 'function' || typeof node.encapsulate !== 'function') {
    refuse('This Node lacks Argon2 or ML-KEM: version 24.7 or newer is needed.');
  }
  try {
    importPrivateKey('ml-kem-768', new Uint8Array(64));
  } catch (error) {
    refuse(
      'This Node was built with an OpenSSL without ML-KEM: OpenSSL 3.5 or newer is needed.',
      error,
    );
  }
}

function refuse(message: string, cause?: unknown): never {
  throw new SottoError<CryptoErrorCode>('CRYPTO_UNSUPPORTED', message, { cause });
}
