import type { AeadInput } from '@sotto/core';
import { source } from './bytes.ts';
import { KeptKeys } from './kept-keys.ts';

/** One AEAD, on inputs of the right lengths. */
export interface Cipher {
  readonly seal: (box: AeadInput) => Promise<Uint8Array>;
  /** `undefined` when the tag does not fit. */
  readonly open: (box: AeadInput) => Promise<Uint8Array | undefined>;
}

/**
 * An AEAD of WebCrypto, used for data of every size: JavaScript is never faster, and its AES not constant-time. `raw-secret` is what
 * "Modern Algorithms in the Web Cryptography API" calls the format of a newer cipher's key.
 */
export function subtleCipher(subtle: SubtleCrypto, name: 'AES-GCM' | 'ChaCha20-Poly1305'): Cipher {
  const format = (name === 'AES-GCM' ? 'raw' : 'raw-secret') as 'raw';
  const keys = new KeptKeys((key) =>
    subtle.importKey(format, source(key), name, false, ['encrypt', 'decrypt']),
  );
  const parameters = (box: AeadInput) => ({
    name,
    iv: source(box.nonce),
    additionalData: source(box.associatedData),
    tagLength: 128,
  });
  return {
    seal: async (box) => {
      const key = await keys.get(box.key);
      return new Uint8Array(await subtle.encrypt(parameters(box), key, source(box.data)));
    },
    open: async (box) => {
      const key = await keys.get(box.key);
      try {
        return new Uint8Array(await subtle.decrypt(parameters(box), key, source(box.data)));
      } catch (error) {
        // What WebCrypto calls a tag that does not fit.
        if (error instanceof DOMException && error.name === 'OperationError') return undefined;
        throw error;
      }
    },
  };
}
