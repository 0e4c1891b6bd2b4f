import type { Crypto } from '@sotto/core';

/** A crypto that notes each array that was a key of it: what is used as one, and what it derives. */
export interface WatchedKeys {
  readonly crypto: Crypto;
  readonly keys: ReadonlySet<Uint8Array>;
}

export function watchKeys(crypto: Crypto): WatchedKeys {
  const keys = new Set<Uint8Array>();
  const noted = <T extends Uint8Array>(key: T): T => {
    keys.add(key);
    return key;
  };
  const watched: Crypto = {
    ...crypto,
    random: (length) => {
      const bytes = crypto.random(length);
      // Nonces and salts are no secrets.
      return length === 32 ? noted(bytes) : bytes;
    },
    aeadSeal: (algorithm, box) => {
      noted(box.key);
      return crypto.aeadSeal(algorithm, box);
    },
    aeadOpen: async (algorithm, box) => {
      noted(box.key);
      const opened = await crypto.aeadOpen(algorithm, box);
      // A key that lay sealed under another.
      return opened?.length === 32 ? noted(opened) : opened;
    },
    hmac: (algorithm, key, data) => crypto.hmac(algorithm, noted(key), data),
    hkdfExpand: async (algorithm, prk, info, length) =>
      noted(await crypto.hkdfExpand(algorithm, noted(prk), info, length)),
    argon2id: async (input) => noted(await crypto.argon2id(input)),
  };
  return { crypto: watched, keys };
}
