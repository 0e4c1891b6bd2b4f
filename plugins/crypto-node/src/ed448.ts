import * as node from 'node:crypto';
import type { SignatureScheme } from '@sotto/core';
import { CheckedKeys } from '@sotto/ed25519-check';
import { requireBytes, requireLength } from './input.ts';
import { KeptKeys } from './kept-keys.ts';
import { ownBytes } from './own-bytes.ts';
import { exportPublicKey, importPrivateKey, importPublicKey } from './raw-keys.ts';

const keyBytes = 57;
const signatureBytes = 114;

/**
 * Ed448 on OpenSSL, which has the point's rule of its own accord: it refuses what is not canonical and points of small
 * order, and checks the equation times 4.
 */
export function createEd448(maxKnownKeys: number): SignatureScheme {
  const privateKeys = new KeptKeys((seed) => importPrivateKey('ed448', seed));
  const publicKeys = new CheckedKeys(maxKnownKeys, async (publicKey) =>
    importPublicKey('ed448', publicKey),
  );
  return {
    publicKey: async (privateKey) => {
      requireLength(privateKey, keyBytes, 'privateKey');
      return exportPublicKey(privateKeys.get(privateKey));
    },
    sign: async (privateKey, message) => {
      requireLength(privateKey, keyBytes, 'privateKey');
      requireBytes(message, 'message');
      return ownBytes(node.sign(null, message, privateKeys.get(privateKey)));
    },
    verify: async (publicKey, message, signature) => {
      if (publicKey.length !== keyBytes || signature.length !== signatureBytes) return false;
      const key = await publicKeys.get(publicKey);
      return key !== undefined && node.verify(null, message, key, signature);
    },
  };
}
