import type { Flaws } from '../../contract.ts';
import { flawOf } from '../../contract.ts';
import type { HashingClauseId } from '../../crypto/hashing.ts';

export const brokenHashing: Flaws<HashingClauseId, 'crypto'> = {
  'hash-vectors': flawOf(({ hash }) => ({
    hash: async (algorithm, data) => (await hash(algorithm, data)).reverse(),
  })),
  'hash-unknown': flawOf(({ hash }) => ({
    hash: (algorithm, data) =>
      hash(/^SHA-(?:256|384|512)$/.test(algorithm) ? algorithm : 'SHA-256', data),
  })),
  // The digest of key and data: open to length extension.
  'hmac-vectors': flawOf(({ hash }) => ({
    hmac: (algorithm, key, data) => hash(algorithm, Uint8Array.of(...key, ...data)),
  })),
  // Cuts a long key where it should be hashed.
  'hmac-construction': flawOf(({ hmac }) => ({
    hmac: (algorithm, key, data) =>
      hmac(algorithm, key.length > 131 ? key.slice(0, 128) : key, data),
  })),
  'hkdf-vectors': flawOf(({ hkdfExpand }) => ({
    hkdfExpand: (algorithm, prk, _, length) =>
      hkdfExpand(algorithm, prk, new Uint8Array(0), length),
  })),
  // SHA-256 whatever was asked for.
  'hkdf-construction': flawOf(({ hkdfExpand }) => ({
    hkdfExpand: (_, prk, info, length) => hkdfExpand('SHA-256', prk, info, length),
  })),
  // Without a salt, no extraction.
  'hkdf-empty-salt': flawOf(({ hash, hkdfExtract }) => ({
    hkdfExtract: (algorithm, salt, ikm) =>
      salt.length === 0 ? hash(algorithm, ikm) : hkdfExtract(algorithm, salt, ikm),
  })),
  'hkdf-bounds': flawOf(({ hkdfExpand }) => ({
    hkdfExpand: async (algorithm, prk, info, length) =>
      hkdfExpand(algorithm, prk, info, Math.max(0, Math.min(Math.floor(length) || 0, 8_000))),
  })),
};
