import type { Crypto, SignatureAlgorithm, SignatureScheme } from '@sotto/core';
import type { Flaw } from '../../contract.ts';
import { flawOf } from '../../contract.ts';
import type { EdgeSignature } from '../../crypto/edge-signatures.ts';

/** Breaks one signature scheme and leaves the others as they are. */
export function schemeFlaw(
  algorithm: SignatureAlgorithm,
  change: (good: SignatureScheme, crypto: Crypto) => Partial<SignatureScheme>,
): Flaw<'crypto'> {
  return flawOf((crypto) => {
    const good = crypto.signatures[algorithm];
    return {
      signatures: { ...crypto.signatures, [algorithm]: { ...good, ...change(good, crypto) } },
    };
  });
}

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);

/** Accepts one bad signature, as some library does that is used bare. */
export function acceptingFlaw(algorithm: SignatureAlgorithm, edge: EdgeSignature): Flaw<'crypto'> {
  return schemeFlaw(algorithm, ({ verify }) => ({
    verify: async (publicKey, message, signature) =>
      (sameBytes(publicKey, edge.publicKey) && sameBytes(signature, edge.signature)) ||
      verify(publicKey, message, signature),
  }));
}
