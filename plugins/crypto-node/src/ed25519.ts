import * as node from 'node:crypto';
import type { SignatureScheme } from '@sotto/core';
import { ed25519Verifier, primeOrderByX25519, primeOrderScalar } from '@sotto/ed25519-check';
import { requireBytes, requireLength } from './input.ts';
import { KeptKeys } from './kept-keys.ts';
import { ownBytes } from './own-bytes.ts';
import { exportPublicKey, importPrivateKey, importPublicKey } from './raw-keys.ts';
import { x25519 } from './x25519.ts';

/** Ed25519 on OpenSSL, which checks S·B = R + k·A itself, by comparing the bytes of R. */
export function createEd25519(maxKnownKeys: number): SignatureScheme {
  const privateKeys = new KeptKeys((seed) => importPrivateKey('ed25519', seed));
  const orderKey = importPrivateKey('x25519', primeOrderScalar);
  const verify = ed25519Verifier<node.KeyObject>(
    {
      importPublicKey: async (publicKey) => importPublicKey('ed25519', publicKey),
      verify: async (key, message, signature) => node.verify(null, message, key, signature),
      isPrimeOrder: primeOrderByX25519(async (u) => x25519(orderKey, u)),
      equation: 'cofactorless',
    },
    maxKnownKeys,
  );
  return {
    publicKey: async (privateKey) => {
      requireLength(privateKey, 32, 'privateKey');
      return exportPublicKey(privateKeys.get(privateKey));
    },
    sign: async (privateKey, message) => {
      requireLength(privateKey, 32, 'privateKey');
      requireBytes(message, 'message');
      return ownBytes(node.sign(null, message, privateKeys.get(privateKey)));
    },
    verify,
  };
}
