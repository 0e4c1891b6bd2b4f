import type { SignatureScheme } from '@sotto/core';
import { CheckedKeys } from '@sotto/ed25519-check';
import { derSignature, parseDerSignature } from './der-signature.ts';
import { requireBytes, requireLength } from './input.ts';
import { KeptKeys } from './kept-keys.ts';
import type { PrimeCurve, PrimeCurvePlatform } from './prime-curve.ts';
import { isPointForm, requireInRange } from './prime-curve.ts';

/** ECDSA on whatever the platform has, which is found out when it is first used. */
export function createEcdsa(
  curve: PrimeCurve,
  platform: () => Promise<PrimeCurvePlatform>,
  maxKnownKeys: number,
): SignatureScheme {
  const privateKeys = new KeptKeys(async (scalar) => {
    requireInRange(curve, scalar);
    return (await platform()).importSignKey(scalar);
  });
  const publicKeys = new CheckedKeys(maxKnownKeys, async (point) =>
    (await platform()).importVerifyKey(point),
  );
  return {
    publicKey: async (privateKey) => {
      requireLength(privateKey, curve.bytes, 'privateKey');
      const { publicKey } = await privateKeys.get(privateKey);
      return publicKey.slice();
    },
    sign: async (privateKey, message) => {
      requireLength(privateKey, curve.bytes, 'privateKey');
      requireBytes(message, 'message');
      const [{ sign }, { key }] = await Promise.all([platform(), privateKeys.get(privateKey)]);
      return derSignature(await sign(key, message));
    },
    verify: async (publicKey, message, signature) => {
      if (!isPointForm(curve, publicKey)) return false;
      const raw = parseDerSignature(signature, curve.bytes);
      if (raw === undefined) return false;
      const key = await publicKeys.get(publicKey);
      return key !== undefined && (await platform()).verify(key, message, raw);
    },
  };
}
