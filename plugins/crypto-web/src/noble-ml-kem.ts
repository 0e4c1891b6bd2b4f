import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import type { MlKem } from './ml-kem.ts';

/** ML-KEM-768 for a platform without it. */
export const nobleMlKem: MlKem<Uint8Array> = {
  importPrivateKey: async (seed) => {
    const { secretKey, publicKey } = ml_kem768.keygen(seed);
    return { key: secretKey, publicKey };
  },
  encapsulate: async (publicKey) => {
    const { sharedSecret, cipherText } = ml_kem768.encapsulate(publicKey);
    return { sharedSecret, ciphertext: cipherText };
  },
  decapsulate: async (key, ciphertext) => ml_kem768.decapsulate(ciphertext, key),
};
