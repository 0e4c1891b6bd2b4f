import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import type { Cipher } from './cipher.ts';

/**
 * ChaCha20-Poly1305 for a platform without it: additions, rotations and xors, which take the same time whatever the key is.
 */
export const nobleChaCha: Cipher = {
  seal: async ({ key, nonce, associatedData, data }) =>
    chacha20poly1305(key, nonce, associatedData).encrypt(data),
  open: async ({ key, nonce, associatedData, data }) => {
    try {
      return chacha20poly1305(key, nonce, associatedData).decrypt(data);
    } catch {
      // Lengths were checked before: the tag is all that can be wrong.
      return undefined;
    }
  },
};
