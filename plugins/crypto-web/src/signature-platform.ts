import type { Ed25519Platform } from '@sotto/ed25519-check';
import { curvePrivateDer, fromBase64Url, source } from './bytes.ts';
import type { CurveKey } from './x25519.ts';

/** Ed25519 that signs as well. */
export interface SignaturePlatform<
  PrivateKey = unknown,
  PublicKey = unknown,
> extends Ed25519Platform<PublicKey> {
  /** From the 32-byte seed. */
  readonly importPrivateKey: (privateKey: Uint8Array) => Promise<CurveKey<PrivateKey>>;
  readonly sign: (key: PrivateKey, message: Uint8Array) => Promise<Uint8Array>;
}

/** What WebCrypto brings of it; the rest (which equation, prime order) is found out by the caller. */
export type SubtleSignatures = Omit<
  SignaturePlatform<CryptoKey, CryptoKey>,
  'isPrimeOrder' | 'equation'
>;

/** Ed25519 of WebCrypto (Secure Curves). */
export function subtleSignatures(subtle: SubtleCrypto): SubtleSignatures {
  return {
    importPublicKey: (publicKey) =>
      subtle.importKey('raw', source(publicKey), 'Ed25519', false, ['verify']),
    importPrivateKey: async (privateKey) => {
      const der = curvePrivateDer('Ed25519', privateKey);
      try {
        const key = await subtle.importKey('pkcs8', source(der), 'Ed25519', true, ['sign']);
        const { x } = await subtle.exportKey('jwk', key);
        return { key, publicKey: fromBase64Url(x!) };
      } finally {
        der.fill(0);
      }
    },
    sign: async (key, message) =>
      new Uint8Array(await subtle.sign('Ed25519', key, source(message))),
    verify: (key, message, signature) =>
      subtle.verify('Ed25519', key, source(signature), source(message)),
  };
}
