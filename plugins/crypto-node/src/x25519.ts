import * as node from 'node:crypto';
import { importPublicKey } from './raw-keys.ts';
import { ownBytes } from './own-bytes.ts';

/**
 * X25519 (RFC 7748 §5), 32 bytes. For a u of small order it is all zeros, as the RFC's function gives; OpenSSL makes
 * that an error of its own, which X-Wing does not ask for.
 */
export function x25519(privateKey: node.KeyObject, u: Uint8Array): Uint8Array {
  const publicKey = importPublicKey('x25519', u);
  try {
    return ownBytes(node.diffieHellman({ privateKey, publicKey }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_OSSL_FAILED_DURING_DERIVATION')
      return new Uint8Array(32);
    throw error;
  }
}
