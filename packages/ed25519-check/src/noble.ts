import { ed25519 } from '@noble/curves/ed25519.js';
import { readPointY } from './encoding.ts';
import type { PrimeOrderTest } from './prime-order.ts';
import type { Ed25519Platform } from './verifier.ts';

/** The test for prime order by point arithmetic: the reference, about ten times the cost of `primeOrderByX25519`. */
export const primeOrderByPoints: PrimeOrderTest = async (encoded) => {
  if (readPointY(encoded) === undefined) return false;
  try {
    return ed25519.Point.fromBytes(encoded).isTorsionFree();
  } catch {
    // No point has this y: the library says so by throwing.
    return false;
  }
};

/** Ed25519 where the platform has none. Its equation is times 8 (cofactored), so that R is tested each time. */
export const nobleEd25519: Ed25519Platform<Uint8Array> = {
  importPublicKey: async (publicKey) => publicKey,
  verify: async (key, message, signature) =>
    ed25519.verify(signature, message, key, { zip215: false }),
  isPrimeOrder: primeOrderByPoints,
  equation: 'unknown',
};
