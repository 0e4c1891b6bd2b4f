import type { Crypto } from '@sotto/core';
import { createEcdsa } from './ecdsa.ts';
import { createEd25519 } from './ed25519.ts';
import { createEd448 } from './ed448.ts';
import { primeCurves } from './prime-curve.ts';

/** Every scheme of the point; each remembers `maxKnownKeys` public keys of its own. */
export function createSignatures(maxKnownKeys: number): Crypto['signatures'] {
  return {
    Ed25519: createEd25519(maxKnownKeys),
    Ed448: createEd448(maxKnownKeys),
    'P-256': createEcdsa(primeCurves['P-256'], maxKnownKeys),
    'P-384': createEcdsa(primeCurves['P-384'], maxKnownKeys),
    'P-521': createEcdsa(primeCurves['P-521'], maxKnownKeys),
  };
}
