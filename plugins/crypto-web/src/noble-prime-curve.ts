import { p256, p384, p521 } from '@noble/curves/nist.js';
import type { PrimeCurve, PrimeCurvePlatform } from './prime-curve.ts';

const curves = { 'P-256': p256, 'P-384': p384, 'P-521': p521 };

/** A curve for a platform without it. JavaScript's big integers are not constant-time: see the README. */
export function noblePrimeCurve({
  name,
}: PrimeCurve): PrimeCurvePlatform<Uint8Array, Uint8Array, Uint8Array> {
  const curve = curves[name];
  const importScalar = async (scalar: Uint8Array) => ({
    key: scalar.slice(),
    publicKey: curve.getPublicKey(scalar, false),
  });
  const isPoint = (point: Uint8Array) => curve.utils.isValidPublicKey(point, false);
  return {
    importSignKey: importScalar,
    importVerifyKey: async (point) => (isPoint(point) ? point : undefined),
    sign: async (key, message) => curve.sign(message, key, { lowS: false }),
    verify: async (key, message, raw) => curve.verify(raw, message, key, { lowS: false }),
    importAgreeKey: importScalar,
    agree: async (key, point) =>
      isPoint(point) ? curve.getSharedSecret(key, point).slice(1) : undefined,
  };
}
