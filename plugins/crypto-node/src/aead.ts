import * as node from 'node:crypto';
import type { AeadAlgorithm, AeadInput, Crypto } from '@sotto/core';
import { refuseInput, requireBytes, requireLength } from './input.ts';
import { ownBytes } from './own-bytes.ts';

type CipherName = 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305';

interface AeadFacts {
  readonly name: CipherName;
  readonly keyBytes: number;
}

const aeads: ReadonlyMap<AeadAlgorithm, AeadFacts> = new Map([
  ['AES-128-GCM', { name: 'aes-128-gcm', keyBytes: 16 }],
  ['AES-256-GCM', { name: 'aes-256-gcm', keyBytes: 32 }],
  ['ChaCha20-Poly1305', { name: 'chacha20-poly1305', keyBytes: 32 }],
]);

const tagBytes = 16;
const options = { authTagLength: tagBytes };

function check(algorithm: AeadAlgorithm, box: AeadInput): CipherName {
  const facts = aeads.get(algorithm) ?? refuseInput('Unknown AEAD algorithm.');
  requireLength(box.key, facts.keyBytes, 'key');
  requireLength(box.nonce, 12, 'nonce');
  requireBytes(box.associatedData, 'associatedData');
  requireBytes(box.data, 'data');
  return facts.name;
}

/** AES-GCM (SP 800-38D) and ChaCha20-Poly1305 (RFC 8439) on OpenSSL. */
export const aead: Pick<Crypto, 'aeadSeal' | 'aeadOpen'> = {
  aeadSeal: async (algorithm, box) => {
    // Node's typings have one overload per family of ciphers; all of them take these arguments.
    const cipher = node.createCipheriv(
      check(algorithm, box) as 'aes-128-gcm',
      box.key,
      box.nonce,
      options,
    );
    cipher.setAAD(box.associatedData);
    const sealed = new Uint8Array(box.data.length + tagBytes);
    sealed.set(cipher.update(box.data));
    cipher.final();
    sealed.set(cipher.getAuthTag(), box.data.length);
    return sealed;
  },
  aeadOpen: async (algorithm, box) => {
    const name = check(algorithm, box) as 'aes-128-gcm';
    const length = box.data.length - tagBytes;
    if (length < 0) return undefined;
    const decipher = node.createDecipheriv(name, box.key, box.nonce, options);
    decipher.setAAD(box.associatedData);
    decipher.setAuthTag(box.data.subarray(length));
    const plaintext = decipher.update(box.data.subarray(0, length));
    try {
      decipher.final();
    } catch {
      // The one thing that `final` checks is the tag; it has no error code of its own.
      plaintext.fill(0);
      return undefined;
    }
    return ownBytes(plaintext);
  },
};
