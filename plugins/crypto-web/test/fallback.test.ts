import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, test } from 'vitest';
import { cryptoContract, runContract } from '@sotto/contracts';
import { webCrypto } from '@sotto/crypto-web';
import { nobleChaCha } from '../src/noble-chacha.ts';
import { nobleSignatures, nobleX25519 } from '../src/noble-curve.ts';
import { nobleMlKem } from '../src/noble-ml-kem.ts';
import { choosePrimitives } from '../src/primitives.ts';
import { bareSubtle } from './bare-subtle.ts';

/** A SubtleCrypto with another `verify`. */
function verifying(
  verify: (raw: Uint8Array, signature: Uint8Array, message: Uint8Array) => boolean,
): SubtleCrypto {
  const subtle = globalThis.crypto.subtle;
  const raws = new WeakMap<CryptoKey, Uint8Array>();
  return new Proxy(subtle, {
    get: (target, name) => {
      if (name === 'verify') {
        return async (_: string, key: CryptoKey, signature: Uint8Array, message: Uint8Array) =>
          verify(raws.get(key)!, signature, message);
      }
      if (name === 'importKey') {
        return async (...given: Parameters<SubtleCrypto['importKey']>) => {
          const key = await target.importKey(...given);
          if (given[0] === 'raw') raws.set(key, (given[1] as unknown as Uint8Array).slice());
          return key;
        };
      }
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

test('what the platform lacks comes from noble, and nothing else does', async () => {
  const bare = await choosePrimitives(bareSubtle());
  expect([bare.signatures, bare.x25519, bare.mlKem, bare.chacha]).toEqual([
    nobleSignatures,
    nobleX25519,
    nobleMlKem,
    nobleChaCha,
  ]);
  const full = await choosePrimitives(globalThis.crypto.subtle);
  expect(full.signatures.equation).toBe('cofactorless');
  const chosen: unknown[] = [full.signatures, full.x25519, full.mlKem, full.chacha];
  expect(
    [nobleSignatures, nobleX25519, nobleMlKem, nobleChaCha].filter((noble) =>
      chosen.includes(noble),
    ),
  ).toEqual([]);
});

test('a platform that refuses honest signatures is not used for them', async () => {
  const { signatures } = await choosePrimitives(verifying(() => false));
  expect(signatures).toBe(nobleSignatures);
});

describe('on a platform that checks the equation times 8, and takes any key', () => {
  const subtle = verifying((key, signature, message) => ed25519.verify(signature, message, key));

  test('that is found out', async () => {
    expect((await choosePrimitives(subtle)).signatures.equation).toBe('unknown');
  });

  const clauses = cryptoContract(async () => ({ plugin: () => webCrypto({ subtle }) }));
  runContract(
    clauses.filter(({ id }) => id.startsWith('ed25519-')),
    { test },
  );
});

test('a page without WebCrypto is told so', async () => {
  const { crypto } = globalThis;
  Object.defineProperty(globalThis, 'crypto', {
    value: { getRandomValues: () => {} },
    configurable: true,
  });
  try {
    await expect(webCrypto().create({})).rejects.toMatchObject({ code: 'CRYPTO_UNSUPPORTED' });
  } finally {
    Object.defineProperty(globalThis, 'crypto', { value: crypto, configurable: true });
  }
});

test.each([0, 1.5, -1, 1_000_001, Number.NaN])(
  'maxKnownKeys of %s is refused at once',
  (maxKnownKeys) => {
    expect(() => webCrypto({ maxKnownKeys })).toThrow(
      expect.objectContaining({ code: 'CRYPTO_INPUT' }),
    );
  },
);
