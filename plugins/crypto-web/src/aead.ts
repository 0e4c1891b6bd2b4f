import type { AeadAlgorithm, AeadInput, Crypto } from '@sotto/core';
import type { Cipher } from './cipher.ts';
import { refuseInput, requireBytes, requireLength } from './input.ts';

const keyBytes: ReadonlyMap<AeadAlgorithm, number> = new Map([
  ['AES-128-GCM', 16],
  ['AES-256-GCM', 32],
  ['ChaCha20-Poly1305', 32],
]);

const tagBytes = 16;

function check(algorithm: AeadAlgorithm, box: AeadInput): void {
  requireLength(box.key, keyBytes.get(algorithm) ?? refuseInput('Unknown AEAD algorithm.'), 'key');
  requireLength(box.nonce, 12, 'nonce');
  requireBytes(box.associatedData, 'associatedData');
  requireBytes(box.data, 'data');
}

/** AES-GCM (SP 800-38D) and ChaCha20-Poly1305 (RFC 8439). */
export function createAead(aesGcm: Cipher, chacha: Cipher): Pick<Crypto, 'aeadSeal' | 'aeadOpen'> {
  const cipherOf = (algorithm: AeadAlgorithm) =>
    algorithm === 'ChaCha20-Poly1305' ? chacha : aesGcm;
  return {
    aeadSeal: async (algorithm, box) => {
      check(algorithm, box);
      return cipherOf(algorithm).seal(box);
    },
    aeadOpen: async (algorithm, box) => {
      check(algorithm, box);
      return box.data.length < tagBytes ? undefined : cipherOf(algorithm).open(box);
    },
  };
}
