import type { DhGroup } from '@sotto/core';
import { requireLength } from './input.ts';
import { KeptKeys } from './kept-keys.ts';
import type { PrimeCurve, PrimeCurvePlatform } from './prime-curve.ts';
import { isPointForm, requireInRange } from './prime-curve.ts';
import type { X25519 } from './x25519.ts';
import { isSmallOrderU } from './x25519.ts';

/** X25519 as a group of its own: a secret of zeros is none. */
export function createX25519(platform: X25519): DhGroup {
  const privateKeys = new KeptKeys((privateKey) => platform.importPrivateKey(privateKey));
  return {
    publicKey: async (privateKey) => {
      requireLength(privateKey, 32, 'privateKey');
      const { publicKey } = await privateKeys.get(privateKey);
      return publicKey.slice();
    },
    agree: async (privateKey, publicKey) => {
      requireLength(privateKey, 32, 'privateKey');
      if (publicKey.length !== 32 || isSmallOrderU(publicKey)) return undefined;
      const { key } = await privateKeys.get(privateKey);
      return platform.multiply(key, publicKey);
    },
  };
}

/** ECDH on whatever the platform has, which is found out when it is first used. */
export function createEcdh(
  curve: PrimeCurve,
  platform: () => Promise<PrimeCurvePlatform>,
): DhGroup {
  const privateKeys = new KeptKeys(async (scalar) => {
    requireInRange(curve, scalar);
    return (await platform()).importAgreeKey(scalar);
  });
  return {
    publicKey: async (privateKey) => {
      requireLength(privateKey, curve.bytes, 'privateKey');
      const { publicKey } = await privateKeys.get(privateKey);
      return publicKey.slice();
    },
    agree: async (privateKey, publicKey) => {
      requireLength(privateKey, curve.bytes, 'privateKey');
      const [{ agree }, { key }] = await Promise.all([platform(), privateKeys.get(privateKey)]);
      if (!isPointForm(curve, publicKey)) return undefined;
      return agree(key, publicKey);
    },
  };
}
