import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { nobleEd25519 } from '@sotto/ed25519-check/noble';
import type { SignaturePlatform } from './signature-platform.ts';
import type { X25519 } from './x25519.ts';

/** X25519 for a platform without it. */
export const nobleX25519: X25519<Uint8Array> = {
  importPrivateKey: async (privateKey) => ({
    key: privateKey.slice(),
    publicKey: x25519.getPublicKey(privateKey),
  }),
  multiply: async (key, u) => x25519.getSharedSecret(key, u),
};

/** Ed25519 for a platform without it. JavaScript's big integers are not constant-time: see the README. */
export const nobleSignatures: SignaturePlatform<Uint8Array, Uint8Array> = {
  ...nobleEd25519,
  importPrivateKey: async (privateKey) => ({
    key: privateKey.slice(),
    publicKey: ed25519.getPublicKey(privateKey),
  }),
  sign: async (key, message) => ed25519.sign(message, key),
};
