import type { Crypto } from '@sotto/core';
import type { CiphersuiteImpl } from 'ts-mls';

const none = new Uint8Array(0);

/**
 * The suite with every primitive that a message needs taken from our `crypto` point. HPKE, which no message uses, stays
 * the library's.
 */
export function onOwnCrypto(suite: CiphersuiteImpl, crypto: Crypto): CiphersuiteImpl {
  const hash = 'SHA-256';
  const aead = 'AES-128-GCM';
  const { Ed25519: ed25519 } = crypto.signatures;
  return {
    ...suite,
    rng: { randomBytes: crypto.random },
    hash: {
      digest: (data) => crypto.hash(hash, data),
      mac: (key, data) => crypto.hmac(hash, key, data),
      verifyMac: async (key, mac, data) => crypto.equal(await crypto.hmac(hash, key, data), mac),
    },
    kdf: {
      size: 32,
      extract: (salt, ikm) => crypto.hkdfExtract(hash, salt, ikm),
      expand: (prk, info, length) => crypto.hkdfExpand(hash, prk, info, length),
    },
    signature: {
      sign: ed25519.sign,
      verify: ed25519.verify,
      keygen: async () => {
        const signKey = crypto.random(32);
        return { signKey, publicKey: await ed25519.publicKey(signKey) };
      },
    },
    hpke: {
      ...suite.hpke,
      encryptAead: (key, nonce, associatedData = none, data) =>
        crypto.aeadSeal(aead, { key, nonce, associatedData, data }),
      decryptAead: async (key, nonce, associatedData = none, data) => {
        const plaintext = await crypto.aeadOpen(aead, { key, nonce, associatedData, data });
        if (plaintext === undefined) throw new Error('A message of the bench does not open.');
        return plaintext;
      },
    },
  };
}
