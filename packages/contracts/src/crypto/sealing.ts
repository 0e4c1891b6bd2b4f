import type { AeadAlgorithm, AeadInput } from '@sotto/core';
import { countingBytes, flipBit, fromHex } from '../bytes.ts';
import type { Clauses } from '../contract.ts';
import { ensureBytes, ensureEqual, ensureRejects, ensureResolves } from '../ensure.ts';
import { aeadVectors } from './sealing-vectors.ts';

export type SealingClauseId =
  | 'aead-vectors'
  | 'aead-round-trip'
  | 'aead-tampered'
  | 'aead-truncated'
  | 'aead-bounds';

const algorithms: readonly (readonly [AeadAlgorithm, number])[] = [
  ['AES-128-GCM', 16],
  ['AES-256-GCM', 32],
  ['ChaCha20-Poly1305', 32],
];

function sampleBox(keyBytes: number, dataBytes: number, associatedBytes: number): AeadInput {
  return {
    key: countingBytes(keyBytes, 1),
    nonce: countingBytes(12, 100),
    associatedData: countingBytes(associatedBytes, 50),
    data: countingBytes(dataBytes),
  };
}

export const sealingClauses: Clauses<SealingClauseId, 'crypto'> = {
  'aead-vectors': {
    promise: 'aeadSeal and aeadOpen give the published values (GCM specification, RFC 8439 §2.8.2)',
    check: async ({ create }) => {
      const crypto = await create();
      for (const vector of aeadVectors) {
        const box = {
          key: fromHex(vector.key),
          nonce: fromHex(vector.nonce),
          associatedData: fromHex(vector.associatedData),
        };
        const plaintext = fromHex(vector.plaintext);
        const sealed = fromHex(vector.sealed);
        ensureBytes(
          await crypto.aeadSeal(vector.algorithm, { ...box, data: plaintext }),
          sealed,
          vector.algorithm,
        );
        ensureBytes(
          await crypto.aeadOpen(vector.algorithm, { ...box, data: sealed }),
          plaintext,
          vector.algorithm,
        );
      }
    },
  },
  'aead-round-trip': {
    promise:
      'what aeadSeal gives, 16 bytes longer, aeadOpen takes, for data of every length, also none',
    check: async ({ create }) => {
      const crypto = await create();
      for (const [algorithm, keyBytes] of algorithms) {
        for (const length of [0, 1, 15, 16, 17, 64, 1_000, 100_000]) {
          const box = sampleBox(keyBytes, length, length % 40);
          const sealed = await crypto.aeadSeal(algorithm, box);
          ensureEqual(sealed.length, length + 16, `${algorithm}, sealed length`);
          ensureBytes(
            await crypto.aeadOpen(algorithm, { ...box, data: sealed }),
            box.data,
            algorithm,
          );
        }
      }
    },
  },
  'aead-tampered': {
    promise:
      'aeadOpen gives undefined, and never rejects, when any bit of key, nonce, associated data or data changed',
    check: async ({ create }) => {
      const crypto = await create();
      for (const [algorithm, keyBytes] of algorithms) {
        const box = sampleBox(keyBytes, 5, 3);
        const good = { ...box, data: await crypto.aeadSeal(algorithm, box) };
        for (const part of ['key', 'nonce', 'associatedData', 'data'] as const) {
          for (let bit = 0; bit < 8 * good[part].length; bit += 1) {
            const changed = { ...good, [part]: flipBit(good[part], bit) };
            const opened = await ensureResolves(
              () => crypto.aeadOpen(algorithm, changed),
              algorithm,
            );
            ensureEqual(
              opened?.length,
              undefined,
              `${algorithm}, bit ${bit} of ${part}, opened length`,
            );
          }
        }
        const moved = { ...good, associatedData: box.associatedData.slice(1) };
        ensureEqual(
          (await crypto.aeadOpen(algorithm, moved))?.length,
          undefined,
          `${algorithm}, shorter associated data`,
        );
      }
    },
  },
  'aead-truncated': {
    promise:
      'aeadOpen gives undefined, and never rejects, for data cut short or lengthened, however short',
    check: async ({ create }) => {
      const crypto = await create();
      for (const [algorithm, keyBytes] of algorithms) {
        const box = sampleBox(keyBytes, 20, 3);
        const sealed = await crypto.aeadSeal(algorithm, box);
        const longer = new Uint8Array(sealed.length + 1);
        longer.set(sealed);
        const shorter = Array.from({ length: sealed.length }, (_, length) =>
          sealed.slice(0, length),
        );
        for (const data of [...shorter, sealed.slice(1), longer]) {
          const opened = await ensureResolves(
            () => crypto.aeadOpen(algorithm, { ...box, data }),
            algorithm,
          );
          ensureEqual(
            opened?.length,
            undefined,
            `${algorithm}, ${data.length} bytes, opened length`,
          );
        }
      }
    },
  },
  'aead-bounds': {
    promise: 'a key or nonce of another length, or another algorithm, is refused with CRYPTO_INPUT',
    check: async ({ create }) => {
      const crypto = await create();
      for (const [algorithm, keyBytes] of algorithms) {
        const box = sampleBox(keyBytes, 32, 0);
        const wrong: AeadInput[] = [
          ...[0, keyBytes - 1, keyBytes + 1, 64].map((length) => ({
            ...box,
            key: new Uint8Array(length),
          })),
          ...[0, 8, 11, 13, 16].map((length) => ({ ...box, nonce: new Uint8Array(length) })),
        ];
        for (const input of wrong) {
          const what = `${algorithm}, key ${input.key.length}, nonce ${input.nonce.length}`;
          await ensureRejects(() => crypto.aeadSeal(algorithm, input), 'CRYPTO_INPUT', what);
          await ensureRejects(() => crypto.aeadOpen(algorithm, input), 'CRYPTO_INPUT', what);
        }
        const unknown = 'AES-128-CBC' as AeadAlgorithm;
        await ensureRejects(
          () => crypto.aeadSeal(unknown, box),
          'CRYPTO_INPUT',
          'unknown algorithm',
        );
        await ensureRejects(
          () => crypto.aeadOpen(unknown, box),
          'CRYPTO_INPUT',
          'unknown algorithm',
        );
      }
    },
  },
};
