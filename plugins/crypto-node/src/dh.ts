import * as node from 'node:crypto';
import type { Crypto, DhGroup } from '@sotto/core';
import { requireLength } from './input.ts';
import { KeptKeys } from './kept-keys.ts';
import { ownBytes } from './own-bytes.ts';
import type { PrimeCurve } from './prime-curve.ts';
import { importScalar, isPointForm, primeCurves } from './prime-curve.ts';
import { exportPublicKey, importPrivateKey, importPublicKey } from './raw-keys.ts';

/** X25519 or X448 (RFC 7748 §5). */
function montgomeryGroup(name: 'x25519' | 'x448', bytes: number): DhGroup {
  const privateKeys = new KeptKeys((privateKey) => importPrivateKey(name, privateKey));
  return {
    publicKey: async (privateKey) => {
      requireLength(privateKey, bytes, 'privateKey');
      return exportPublicKey(privateKeys.get(privateKey));
    },
    agree: async (privateKey, publicKey) => {
      requireLength(privateKey, bytes, 'privateKey');
      if (publicKey.length !== bytes) return undefined;
      return agreed(privateKeys.get(privateKey), importPublicKey(name, publicKey));
    },
  };
}

/** The secret, or `undefined` where it would be all zeros, which OpenSSL makes an error of. */
function agreed(privateKey: node.KeyObject, publicKey: node.KeyObject): Uint8Array | undefined {
  try {
    return ownBytes(node.diffieHellman({ privateKey, publicKey }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_OSSL_FAILED_DURING_DERIVATION')
      return undefined;
    throw error;
  }
}

function primeGroup(curve: PrimeCurve): DhGroup {
  const privateKeys = new KeptKeys((scalar) => importScalar(curve, scalar));
  return {
    publicKey: async (privateKey) => {
      requireLength(privateKey, curve.bytes, 'privateKey');
      return privateKeys.get(privateKey).publicKey.slice();
    },
    agree: async (privateKey, publicKey) => {
      requireLength(privateKey, curve.bytes, 'privateKey');
      const { ecdh } = privateKeys.get(privateKey);
      if (!isPointForm(curve, publicKey)) return undefined;
      try {
        return ownBytes(ecdh.computeSecret(publicKey));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY')
          return undefined;
        throw error;
      }
    },
  };
}

/** Diffie-Hellman on OpenSSL. Peers' keys are used once as a rule, so that they are not kept. */
export function createDh(): Crypto['dh'] {
  return {
    X25519: montgomeryGroup('x25519', 32),
    X448: montgomeryGroup('x448', 56),
    'P-256': primeGroup(primeCurves['P-256']),
    'P-384': primeGroup(primeCurves['P-384']),
    'P-521': primeGroup(primeCurves['P-521']),
  };
}
