import * as node from 'node:crypto';
import type { SignatureScheme } from '@sotto/core';
import { CheckedKeys } from '@sotto/ed25519-check';
import { requireBytes, requireLength } from './input.ts';
import { KeptKeys } from './kept-keys.ts';
import { ownBytes } from './own-bytes.ts';
import type { PrimeCurve } from './prime-curve.ts';
import { importPoint, importScalar, importSigningKey, isPointForm } from './prime-curve.ts';

/** ECDSA on OpenSSL, which takes a signature only in the one DER form of its two numbers. */
export function createEcdsa(curve: PrimeCurve, maxKnownKeys: number): SignatureScheme {
  const privateKeys = new KeptKeys((scalar) => {
    const { publicKey } = importScalar(curve, scalar);
    return { publicKey, key: importSigningKey(curve, scalar, publicKey) };
  });
  const publicKeys = new CheckedKeys(maxKnownKeys, async (point) => importPoint(curve, point));
  return {
    publicKey: async (privateKey) => {
      requireLength(privateKey, curve.bytes, 'privateKey');
      return privateKeys.get(privateKey).publicKey.slice();
    },
    sign: async (privateKey, message) => {
      requireLength(privateKey, curve.bytes, 'privateKey');
      requireBytes(message, 'message');
      return ownBytes(node.sign(curve.hash, message, privateKeys.get(privateKey).key));
    },
    verify: async (publicKey, message, signature) => {
      if (!isPointForm(curve, publicKey)) return false;
      const key = await publicKeys.get(publicKey);
      return key !== undefined && node.verify(curve.hash, message, key, signature);
    },
  };
}
