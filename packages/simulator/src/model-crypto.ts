import { hash } from 'node:crypto';
import type { Crypto } from '@sotto/core';

const publicKeyBytes = 1_216;
/** Where ML-KEM-768 has its seed in a public key (FIPS 203 §7.2), any 32 bytes; before it coefficients, of which 0 is one, and behind it X25519's. */
const seedAt = 1_152;
/** X25519's generator: what is there must be a point of the right order. */
const generator = 9;
const ciphertextBytes = 1_120;
const shareBytes = 32;

/**
 * The same interface with models in place of what is dear: X-Wing and Ed25519 are hashes here. Whoever has a public key
 * can open and sign what the private key could, so this protects nothing; but what was made for another key does not open, and what was changed
 * does not verify, as with the real ones. All its bytes follow from `random`.
 */
export function modelCrypto(real: Crypto, random: (length: number) => Uint8Array): Crypto {
  const { publicKey: realPublicKey } = real.signatures.Ed25519;
  const signingKey = async (privateKey: Uint8Array): Promise<Uint8Array> =>
    // A key of the wrong length is for the real one to refuse.
    privateKey.length === shareBytes
      ? digest('sha256', 'signing key', privateKey)
      : realPublicKey(privateKey);
  const signature = (publicKey: Uint8Array, message: Uint8Array): Uint8Array =>
    digest('sha512', 'signature', publicKey, message);
  const kemKey = (privateKey: Uint8Array): Uint8Array => {
    const key = new Uint8Array(publicKeyBytes);
    key.set(digest('sha256', 'kem key', privateKey), seedAt);
    key[seedAt + shareBytes] = generator;
    return key;
  };
  const secret = (publicKey: Uint8Array, share: Uint8Array): Uint8Array =>
    digest('sha256', 'kem secret', publicKey.subarray(seedAt, seedAt + shareBytes), share);
  return {
    ...real,
    signatures: {
      ...real.signatures,
      Ed25519: {
        publicKey: signingKey,
        sign: async (privateKey, message) => signature(await signingKey(privateKey), message),
        verify: async (publicKey, message, given) =>
          real.equal(signature(publicKey, message), given),
      },
    },
    xwing: {
      publicKey: async (privateKey) =>
        privateKey.length === shareBytes ? kemKey(privateKey) : real.xwing.publicKey(privateKey),
      encapsulate: async (publicKey) => {
        if (publicKey.length !== publicKeyBytes) return undefined;
        const share = random(shareBytes);
        const ciphertext = new Uint8Array(ciphertextBytes);
        ciphertext.set(share);
        return { sharedSecret: secret(publicKey, share), ciphertext };
      },
      decapsulate: async (privateKey, ciphertext) =>
        ciphertext.length === ciphertextBytes && privateKey.length === shareBytes
          ? secret(kemKey(privateKey), ciphertext.subarray(0, shareBytes))
          : real.xwing.decapsulate(privateKey, ciphertext),
    },
  };
}

function digest(algorithm: 'sha256' | 'sha512', label: string, ...parts: Uint8Array[]): Uint8Array {
  // One call of the platform is cheaper than a hash object.
  return new Uint8Array(hash(algorithm, Buffer.concat([Buffer.from(label), ...parts]), 'buffer'));
}
