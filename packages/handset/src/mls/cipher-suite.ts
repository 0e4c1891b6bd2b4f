import type { Crypto } from '@sotto/core';
import type { CiphersuiteImpl, PrivateKey, PublicKey } from 'ts-mls';
import {
  createHpke,
  deriveXwingPrivateKey,
  hpkeKeyBytes,
  hpkeNonceBytes,
  xwingLengths,
} from './hpke.ts';
import { refusal } from './refusal.ts';

/** The one suite: X-Wing, AES-256-GCM, SHA-512, Ed25519. 0x0053 in the library's private numbering. */
export const suiteName = 'MLS_256_XWING_AES256GCM_SHA512_Ed25519';
const hash = 'SHA-512';
const hashBytes = 64;
const empty = new Uint8Array(0);

/**
 * The library's view of our primitives. All of its cryptography and every random byte that counts comes from here; none of
 * its own providers is loaded.
 */
export function createCipherSuite(
  crypto: Crypto,
  random: (length: number) => Uint8Array,
): CiphersuiteImpl {
  const hpke = createHpke(crypto);

  async function keyPair(
    seed: Uint8Array,
  ): Promise<{ privateKey: PrivateKey; publicKey: PublicKey }> {
    return {
      privateKey: privateKeyOf(seed),
      publicKey: publicKeyOf(await crypto.xwing.publicKey(seed)),
    };
  }

  return {
    name: suiteName,
    rng: { randomBytes: random },
    hash: {
      digest: (data) => crypto.hash(hash, data),
      mac: (key, data) => crypto.hmac(hash, key, data),
      verifyMac: async (key, mac, data) => crypto.equal(await crypto.hmac(hash, key, data), mac),
    },
    kdf: {
      size: hashBytes,
      extract: (salt, ikm) => crypto.hkdfExtract(hash, salt, ikm),
      expand: (prk, info, length) => crypto.hkdfExpand(hash, prk, info, length),
    },
    signature: {
      sign: (signKey, message) => crypto.signatures.Ed25519.sign(signKey, message),
      verify: (publicKey, message, signature) =>
        crypto.signatures.Ed25519.verify(publicKey, message, signature),
      keygen: async () => {
        const signKey = random(32);
        return { signKey, publicKey: await crypto.signatures.Ed25519.publicKey(signKey) };
      },
    },
    hpke: {
      keyLength: hpkeKeyBytes,
      nonceLength: hpkeNonceBytes,
      seal: async (publicKey, plaintext, info, aad = empty) => {
        const sealed = fit(await hpke.seal(bytesOf(publicKey), info, aad, plaintext));
        return { ct: sealed.ciphertext, enc: sealed.enc };
      },
      open: async (privateKey, enc, ciphertext, info, aad = empty) =>
        fit(await hpke.open(bytesOf(privateKey), info, aad, { enc, ciphertext })),
      exportSecret: async (publicKey, context, length, info) =>
        fit(await hpke.sendExport(bytesOf(publicKey), info, context, length)),
      importSecret: async (privateKey, context, enc, length, info) =>
        fit(await hpke.receiveExport(bytesOf(privateKey), info, enc, context, length)),
      importPrivateKey: async (bytes) => privateKeyOf(bytes),
      importPublicKey: async (bytes) => publicKeyOf(bytes),
      exportPublicKey: async (key) => bytesOf(key),
      exportPrivateKey: async (key) => bytesOf(key),
      encryptAead: (key, nonce, aad, plaintext) =>
        crypto.aeadSeal('AES-256-GCM', {
          key,
          nonce,
          associatedData: aad ?? empty,
          data: plaintext,
        }),
      decryptAead: async (key, nonce, aad, ciphertext) =>
        fit(
          await crypto.aeadOpen('AES-256-GCM', {
            key,
            nonce,
            associatedData: aad ?? empty,
            data: ciphertext,
          }),
        ),
      deriveKeyPair: (ikm) => keyPair(deriveXwingPrivateKey(ikm)),
      generateKeyPair: () => keyPair(random(xwingLengths.privateKey)),
    },
  };
}

// The library passes HPKE keys around as CryptoKey without looking inside; ours hold the bytes.
interface HeldKey {
  readonly type: 'private' | 'public';
  readonly bytes: Uint8Array;
}

function privateKeyOf(bytes: Uint8Array): PrivateKey {
  const key: HeldKey = { type: 'private', bytes: lengthIs(xwingLengths.privateKey, bytes) };
  return key as unknown as PrivateKey;
}

function publicKeyOf(bytes: Uint8Array): PublicKey {
  const key: HeldKey = { type: 'public', bytes: lengthIs(xwingLengths.publicKey, bytes) };
  return key as unknown as PublicKey;
}

function bytesOf(key: PrivateKey | PublicKey): Uint8Array {
  return (key as unknown as HeldKey).bytes;
}

function lengthIs(length: number, bytes: Uint8Array): Uint8Array {
  if (bytes.length !== length) throw refusal('An encryption key has a wrong length.');
  return bytes;
}

function fit<T>(result: T | undefined): T {
  if (result === undefined) throw refusal('A ciphertext or an encryption key does not fit.');
  return result;
}
