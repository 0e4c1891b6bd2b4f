import { ed25519 as curve } from '@noble/curves/ed25519.js';
import { ed25519Verifier } from '@sotto/ed25519-check';
import { nobleEd25519 } from '@sotto/ed25519-check/noble';
import type { Ed25519, NoteKeyType, SignerKey } from '@sotto/tlog';
import { signerKey } from '@sotto/tlog';

/** Sotto's rule, without a platform. */
export const ed25519: Ed25519 = {
  publicKey: async (privateKey) => curve.getPublicKey(privateKey),
  sign: async (privateKey, message) => curve.sign(message, privateKey),
  verify: ed25519Verifier(nobleEd25519, 64),
};

/** A key whose seed is one byte, again and again. */
export async function keyOf(
  name: string,
  seed: number,
  type: NoteKeyType = 'ed25519',
): Promise<SignerKey> {
  return signerKey(type, name, new Uint8Array(32).fill(seed), ed25519);
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
export const fromUtf8 = (bytes: Uint8Array): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

/** The bytes with one bit changed. */
export function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const changed = bytes.slice();
  changed[bit >> 3]! ^= 1 << (bit & 7);
  return changed;
}
