import type { CryptoErrorCode, Plugin } from '@sotto/core';
import { definePlugin, SottoError } from '@sotto/core';
import { createAead } from './aead.ts';
import { argon2id } from './argon2id.ts';
import { createCurves } from './curves.ts';
import { createHashing } from './hashing.ts';
import { requireWhole } from './input.ts';
import { choosePrimitives } from './primitives.ts';
import { createXWing } from './xwing.ts';

export interface WebCryptoOptions {
  /** Public keys that each signature scheme remembers, 1 to 1,000,000. Default 512. */
  readonly maxKnownKeys?: number;
  /** Instead of the platform's `crypto.subtle`; for trying out a browser that lacks a primitive. */
  readonly subtle?: SubtleCrypto;
}

/**
 * The `crypto` point on WebCrypto, with noble and WebAssembly for what a browser lacks. Needs no eval; its Argon2id needs
 * `script-src 'wasm-unsafe-eval'`. Runs in Node and in workers as well.
 *
 * @throws CRYPTO_INPUT for options out of bounds; `create` rejects with CRYPTO_UNSUPPORTED where there is no WebCrypto, as
 * on a page that came over plain HTTP.
 */
export function webCrypto(options: WebCryptoOptions = {}): Plugin<'crypto', never> {
  const maxKnownKeys = options.maxKnownKeys ?? 512;
  requireWhole(maxKnownKeys, 1, 1_000_000, 'maxKnownKeys');
  return definePlugin({
    id: 'crypto-web',
    point: 'crypto',
    contract: 1,
    needs: [],
    create: async () => {
      const subtle = options.subtle ?? globalThis.crypto?.subtle;
      if (subtle === undefined) {
        throw new SottoError<CryptoErrorCode>(
          'CRYPTO_UNSUPPORTED',
          'This page has no WebCrypto: it must be opened over HTTPS, or on localhost.',
        );
      }
      const primitives = await choosePrimitives(subtle);
      return Object.freeze({
        random,
        ...createHashing(subtle),
        ...createAead(primitives.aesGcm, primitives.chacha),
        ...createCurves(subtle, primitives, maxKnownKeys),
        xwing: createXWing(primitives.mlKem, primitives.x25519, random),
        argon2id,
        equal,
      });
    },
  });
}

function random(length: number): Uint8Array {
  requireWhole(length, 0, 65_536, 'length');
  return globalThis.crypto.getRandomValues(new Uint8Array(length));
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let index = 0; index < a.length; index += 1) difference |= a[index]! ^ b[index]!;
  return difference === 0;
}
