import type { Crypto } from '@sotto/core';
import { ed448, x448 } from './curve448.ts';
import { createEcdh, createX25519 } from './dh.ts';
import { createEcdsa } from './ecdsa.ts';
import { createEd25519 } from './ed25519.ts';
import { once } from './once.ts';
import { primeCurves } from './prime-curve.ts';
import type { Primitives } from './primitives.ts';
import { choosePrimeCurve } from './primitives.ts';

/** Every signature scheme and every group of the point; each scheme remembers `maxKnownKeys` public keys of its own. */
export function createCurves(
  subtle: SubtleCrypto,
  { signatures, x25519 }: Primitives,
  maxKnownKeys: number,
): Pick<Crypto, 'signatures' | 'dh'> {
  const { 'P-256': p256, 'P-384': p384, 'P-521': p521 } = primeCurves;
  const platform256 = once(() => choosePrimeCurve(subtle, p256));
  const platform384 = once(() => choosePrimeCurve(subtle, p384));
  const platform521 = once(() => choosePrimeCurve(subtle, p521));
  return {
    signatures: {
      Ed25519: createEd25519(signatures, maxKnownKeys),
      Ed448: ed448,
      'P-256': createEcdsa(p256, platform256, maxKnownKeys),
      'P-384': createEcdsa(p384, platform384, maxKnownKeys),
      'P-521': createEcdsa(p521, platform521, maxKnownKeys),
    },
    dh: {
      X25519: createX25519(x25519),
      X448: x448,
      'P-256': createEcdh(p256, platform256),
      'P-384': createEcdh(p384, platform384),
      'P-521': createEcdh(p521, platform521),
    },
  };
}
