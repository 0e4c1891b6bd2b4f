import { fromBase64Url, joinBytes, source } from './bytes.ts';
import type { PrimeCurve, PrimeCurvePlatform } from './prime-curve.ts';
import type { CurveKey } from './x25519.ts';

/** ECDSA and ECDH of WebCrypto. */
export function subtlePrimeCurve(
  subtle: SubtleCrypto,
  curve: PrimeCurve,
): PrimeCurvePlatform<CryptoKey, CryptoKey, CryptoKey> {
  const ecdsa = { name: 'ECDSA', namedCurve: curve.name, hash: curve.hash };
  const ecdh = { name: 'ECDH', namedCurve: curve.name };

  async function importScalar(
    algorithm: EcKeyImportParams,
    scalar: Uint8Array,
    usage: 'sign' | 'deriveBits',
  ): Promise<CurveKey<CryptoKey>> {
    const der = joinBytes(curve.privateHeader, scalar);
    try {
      const key = await subtle.importKey('pkcs8', source(der), algorithm, true, [usage]);
      const { x, y } = await subtle.exportKey('jwk', key);
      return { key, publicKey: joinBytes(Uint8Array.of(4), fromBase64Url(x!), fromBase64Url(y!)) };
    } finally {
      der.fill(0);
    }
  }

  async function importPoint(
    algorithm: EcKeyImportParams,
    point: Uint8Array,
    usages: readonly 'verify'[],
  ): Promise<CryptoKey | undefined> {
    try {
      return await subtle.importKey('raw', source(point), algorithm, false, usages);
    } catch {
      // The form was checked before: that it is not on the curve is all that can be wrong with a point.
      return undefined;
    }
  }

  return {
    importSignKey: (scalar) => importScalar(ecdsa, scalar, 'sign'),
    importVerifyKey: (point) => importPoint(ecdsa, point, ['verify']),
    sign: async (key, message) => new Uint8Array(await subtle.sign(ecdsa, key, source(message))),
    verify: (key, message, raw) => subtle.verify(ecdsa, key, source(raw), source(message)),
    importAgreeKey: (scalar) => importScalar(ecdh, scalar, 'deriveBits'),
    agree: async (key, point) => {
      const peer = await importPoint(ecdh, point, []);
      if (peer === undefined) return undefined;
      const secret = await subtle.deriveBits({ name: 'ECDH', public: peer }, key, 8 * curve.bytes);
      return new Uint8Array(secret);
    },
  };
}
