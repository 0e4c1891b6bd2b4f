import * as node from 'node:crypto';
import type { SignatureScheme } from '@sotto/core';
import { CheckedKeys } from '@sotto/ed25519-check';
import { requireBytes } from './input.ts';
import { KeptKeys } from './kept-keys.ts';
import { ownBytes } from './own-bytes.ts';
import type { PrimeCurve } from './prime-curve.ts';
import { importPoint, importScalar } from './prime-curve.ts';
import { exportPublicKey } from './raw-keys.ts';

/** The longest signature there is in DER, that of P-521. Only what may be one is handed to OpenSSL. */
const maxSignatureBytes = 139;

/** ECDSA on OpenSSL, which takes a signature only in the one DER form of its two numbers. */
export function createEcdsa(curve: PrimeCurve, maxKnownKeys: number): SignatureScheme {
  const privateKeys = new KeptKeys((scalar) => importScalar(curve, scalar));
  const publicKeys = new CheckedKeys(maxKnownKeys, async (publicKey) =>
    importPoint(curve, publicKey),
  );
  return {
    publicKey: async (privateKey) => exportPublicKey(curve.name, privateKeys.get(privateKey)),
    sign: async (privateKey, message) => {
      requireBytes(message, 'message');
      return ownBytes(node.sign(curve.hash, message, privateKeys.get(privateKey)));
    },
    verify: async (publicKey, message, signature) => {
      if (publicKey.length !== 1 + 2 * curve.bytes || signature.length > maxSignatureBytes)
        return false;
      const key = await publicKeys.get(publicKey);
      return key !== undefined && node.verify(curve.hash, message, key, signature);
    },
  };
}
