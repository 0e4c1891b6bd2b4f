import type { HashAlgorithm } from '@sotto/core';
import { countingBytes, fromHex, joinBytes, textBytes } from '../bytes.ts';
import type { Clauses } from '../contract.ts';
import { ensureBytes, ensureEqual, ensureRejects } from '../ensure.ts';
import { hashVectors, hkdfVectors, hmacVectors } from './hashing-vectors.ts';

export type HashingClauseId =
  | 'hash-vectors'
  | 'hash-unknown'
  | 'hmac-vectors'
  | 'hmac-construction'
  | 'hkdf-vectors'
  | 'hkdf-construction'
  | 'hkdf-empty-salt'
  | 'hkdf-bounds';

interface HashShape {
  readonly algorithm: HashAlgorithm;
  readonly bytes: number;
  readonly blockBytes: number;
}

const shapes: readonly HashShape[] = [
  { algorithm: 'SHA-256', bytes: 32, blockBytes: 64 },
  { algorithm: 'SHA-384', bytes: 48, blockBytes: 128 },
  { algorithm: 'SHA-512', bytes: 64, blockBytes: 128 },
];

/** Around block boundaries, and large enough for an implementation that changes its way with size. */
const lengths = [0, 1, 31, 63, 64, 65, 111, 112, 127, 128, 129, 1_000, 5_000, 70_000];

export const hashingClauses: Clauses<HashingClauseId, 'crypto'> = {
  'hash-vectors': {
    promise: 'hash gives the published digests (FIPS 180-4)',
    check: async ({ create }) => {
      const crypto = await create();
      for (const { algorithm, data, digest } of hashVectors) {
        ensureBytes(await crypto.hash(algorithm, data()), fromHex(digest), algorithm);
      }
    },
  },
  'hash-unknown': {
    promise: 'an algorithm that is not of the point is refused with CRYPTO_INPUT',
    check: async ({ create }) => {
      const crypto = await create();
      const unknown = 'SHA-1' as HashAlgorithm;
      const data = new Uint8Array(32);
      await ensureRejects(() => crypto.hash(unknown, data), 'CRYPTO_INPUT', 'hash');
      await ensureRejects(() => crypto.hmac(unknown, data, data), 'CRYPTO_INPUT', 'hmac');
      await ensureRejects(
        () => crypto.hkdfExtract(unknown, data, data),
        'CRYPTO_INPUT',
        'hkdfExtract',
      );
      await ensureRejects(
        () => crypto.hkdfExpand(unknown, data, data, 16),
        'CRYPTO_INPUT',
        'hkdfExpand',
      );
    },
  },
  'hmac-vectors': {
    promise: 'hmac gives the codes of RFC 4231',
    check: async ({ create }) => {
      const crypto = await create();
      for (const { algorithm, key, data, code } of hmacVectors) {
        ensureBytes(
          await crypto.hmac(algorithm, fromHex(key), fromHex(data)),
          fromHex(code),
          algorithm,
        );
      }
    },
  },
  'hmac-construction': {
    promise: 'hmac is RFC 2104 for keys and data of every length, also none',
    check: async ({ create }) => {
      const crypto = await create();
      for (const { algorithm, blockBytes } of shapes) {
        for (const length of lengths) {
          const key = countingBytes(Math.min(length, 300), 7);
          const data = countingBytes(length);
          const padded = new Uint8Array(blockBytes);
          padded.set(key.length > blockBytes ? await crypto.hash(algorithm, key) : key);
          const inner = await crypto.hash(
            algorithm,
            joinBytes(
              padded.map((byte) => byte ^ 0x36),
              data,
            ),
          );
          const expected = await crypto.hash(
            algorithm,
            joinBytes(
              padded.map((byte) => byte ^ 0x5c),
              inner,
            ),
          );
          ensureBytes(
            await crypto.hmac(algorithm, key, data),
            expected,
            `${algorithm}, ${length} bytes`,
          );
          const zeros = await crypto.hmac(algorithm, new Uint8Array(blockBytes), data);
          ensureBytes(
            await crypto.hmac(algorithm, new Uint8Array(0), data),
            zeros,
            `${algorithm}, no key`,
          );
        }
      }
    },
  },
  'hkdf-vectors': {
    promise: 'hkdfExtract and hkdfExpand give the values of RFC 5869 appendix A',
    check: async ({ create }) => {
      const crypto = await create();
      for (const { salt, ikm, info, prk, okm } of hkdfVectors) {
        const extracted = await crypto.hkdfExtract('SHA-256', fromHex(salt), fromHex(ikm));
        ensureBytes(extracted, fromHex(prk), 'hkdfExtract');
        const output = fromHex(okm);
        const expanded = await crypto.hkdfExpand(
          'SHA-256',
          fromHex(prk),
          fromHex(info),
          output.length,
        );
        ensureBytes(expanded, output, 'hkdfExpand');
      }
    },
  },
  'hkdf-construction': {
    promise: 'hkdfExtract and hkdfExpand stand on hmac for every hash (RFC 5869 §2)',
    check: async ({ create }) => {
      const crypto = await create();
      for (const { algorithm, bytes } of shapes) {
        const prk = await crypto.hkdfExtract(algorithm, countingBytes(20), countingBytes(40));
        ensureBytes(
          prk,
          await crypto.hmac(algorithm, countingBytes(20), countingBytes(40)),
          'hkdfExtract',
        );
        const info = textBytes('info');
        const first = await crypto.hmac(algorithm, prk, joinBytes(info, Uint8Array.of(1)));
        const second = await crypto.hmac(algorithm, prk, joinBytes(first, info, Uint8Array.of(2)));
        const both = joinBytes(first, second);
        for (const length of [0, 1, bytes - 1, bytes, bytes + 1, 2 * bytes]) {
          const output = await crypto.hkdfExpand(algorithm, prk, info, length);
          ensureBytes(output, both.slice(0, length), `hkdfExpand, ${algorithm}, ${length} bytes`);
        }
      }
    },
  },
  'hkdf-empty-salt': {
    promise: 'an empty salt means zeros of the hash’s length',
    check: async ({ create }) => {
      const crypto = await create();
      for (const { algorithm, bytes } of shapes) {
        const zeros = await crypto.hkdfExtract(
          algorithm,
          new Uint8Array(bytes),
          textBytes('secret'),
        );
        ensureBytes(
          await crypto.hkdfExtract(algorithm, new Uint8Array(0), textBytes('secret')),
          zeros,
          algorithm,
        );
      }
    },
  },
  'hkdf-bounds': {
    promise:
      'hkdfExpand gives up to 255 times the hash’s length; any other length, or a shorter prk, is CRYPTO_INPUT',
    check: async ({ create }) => {
      const crypto = await create();
      for (const { algorithm, bytes } of shapes) {
        const prk = countingBytes(bytes);
        const expand = (length: number) =>
          crypto.hkdfExpand(algorithm, prk, new Uint8Array(0), length);
        ensureEqual((await expand(255 * bytes)).length, 255 * bytes, `${algorithm}, the most`);
        for (const length of [255 * bytes + 1, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
          await ensureRejects(
            () => expand(length),
            'CRYPTO_INPUT',
            `${algorithm}, ${length} bytes`,
          );
        }
        for (const length of [0, 16, bytes - 1]) {
          const short = () =>
            crypto.hkdfExpand(algorithm, prk.slice(0, length), new Uint8Array(0), 16);
          await ensureRejects(short, 'CRYPTO_INPUT', `${algorithm}, prk of ${length} bytes`);
        }
      }
    },
  },
};
