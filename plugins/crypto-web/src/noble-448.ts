import { ed448, x448 } from '@noble/curves/ed448.js';

/** Ed448 and X448, which no browser has. JavaScript's big integers are not constant-time: see the README. */
export interface Curve448 {
  readonly signingKey: (privateKey: Uint8Array) => Uint8Array;
  readonly sign: (privateKey: Uint8Array, message: Uint8Array) => Uint8Array;
  readonly verify: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
  readonly agreementKey: (privateKey: Uint8Array) => Uint8Array;
  /** `undefined` when it would be all zeros. */
  readonly agree: (privateKey: Uint8Array, publicKey: Uint8Array) => Uint8Array | undefined;
}

export const curve448: Curve448 = {
  signingKey: (privateKey) => ed448.getPublicKey(privateKey),
  sign: (privateKey, message) => ed448.sign(message, privateKey),
  // Strict about A; that R is not of small order either is left to be asked.
  verify: (publicKey, message, signature) =>
    ed448.verify(signature, message, publicKey, { zip215: false }) &&
    !ed448.Point.fromBytes(signature.subarray(0, 57)).isSmallOrder(),
  agreementKey: (privateKey) => x448.getPublicKey(privateKey),
  agree: (privateKey, publicKey) => {
    try {
      return x448.getSharedSecret(privateKey, publicKey);
    } catch {
      // Lengths were checked before: a secret of zeros is all that the library refuses.
      return undefined;
    }
  },
};
