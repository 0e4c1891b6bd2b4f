import { randomFillSync, timingSafeEqual } from 'node:crypto';
import type { Plugin } from '@sotto/core';
import { definePlugin } from '@sotto/core';
import { aead } from './aead.ts';
import { argon2id } from './argon2id.ts';
import { createDh } from './dh.ts';
import { hashing } from './hashing.ts';
import { requireWhole } from './input.ts';
import { requirePlatform } from './platform.ts';
import { createSignatures } from './signatures.ts';
import { createXWing } from './xwing.ts';

export interface NodeCryptoOptions {
  /** Public keys that each signature scheme remembers, 1 to 1,000,000; about 2 KB each. Default 1,024. */
  readonly maxKnownKeys?: number;
}

/**
 * The `crypto` point on `node:crypto`, that is OpenSSL. Node 24.7 or newer.
 *
 * @throws CRYPTO_INPUT for options out of bounds; `create` rejects with CRYPTO_UNSUPPORTED on a Node that lacks a primitive.
 */
export function nodeCrypto(options: NodeCryptoOptions = {}): Plugin<'crypto', never> {
  const maxKnownKeys = options.maxKnownKeys ?? 1024;
  requireWhole(maxKnownKeys, 1, 1_000_000, 'maxKnownKeys');
  return definePlugin({
    id: 'crypto-node',
    point: 'crypto',
    contract: 1,
    needs: [],
    create: async () => {
      requirePlatform();
      return Object.freeze({
        random: (length: number) => {
          requireWhole(length, 0, 65_536, 'length');
          return randomFillSync(new Uint8Array(length));
        },
        ...hashing,
        ...aead,
        signatures: createSignatures(maxKnownKeys),
        dh: createDh(),
        xwing: createXWing(),
        argon2id,
        equal: (a: Uint8Array, b: Uint8Array) => a.length === b.length && timingSafeEqual(a, b),
      });
    },
  });
}
