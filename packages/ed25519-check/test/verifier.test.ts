import { generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Ed25519Verify } from '@sotto/ed25519-check';
import { ed25519Verifier } from '@sotto/ed25519-check';
import { nobleEd25519 } from '@sotto/ed25519-check/noble';
import { ed25519 } from '@noble/curves/ed25519.js';
import { openssl } from './openssl.ts';
import { honest, honestKey, message, refused } from './signatures.ts';

const verifiers: readonly (readonly [string, Ed25519Verify])[] = [
  ['OpenSSL', ed25519Verifier(openssl, 64)],
  [
    'OpenSSL, not trusted with the equation',
    ed25519Verifier({ ...openssl, equation: 'unknown' }, 64),
  ],
  ['noble', ed25519Verifier(nobleEd25519, 64)],
  [
    'noble at its most permissive',
    ed25519Verifier(
      {
        ...nobleEd25519,
        verify: async (key, text, signature) => ed25519.verify(signature, text, key),
      },
      64,
    ),
  ],
];

describe.each(verifiers)('the rule on %s', (_, verify) => {
  test('accepts an honest signature', async () => {
    expect(await verify(honestKey, message, honest().signature)).toBe(true);
  });

  test.each(refused())('refuses $name', async ({ publicKey, signature }) => {
    expect(await verify(publicKey, message, signature)).toBe(false);
  });

  test('refuses keys and signatures of every other length', async () => {
    const { signature } = honest();
    for (const length of [0, 1, 31, 33, 63, 64, 65, 1000]) {
      if (length !== 32)
        expect(await verify(new Uint8Array(length), message, signature)).toBe(false);
      if (length !== 64)
        expect(await verify(honestKey, message, new Uint8Array(length))).toBe(false);
    }
  });

  test('refuses a signature with any one bit changed', async () => {
    const { signature } = honest();
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 511 }), async (bit) => {
        const changed = signature.slice();
        changed[bit >> 3]! ^= 1 << (bit & 7);
        expect(await verify(honestKey, message, changed)).toBe(false);
      }),
      { numRuns: 20 },
    );
  });
});

test('the edge cases are real: without the rule, some verifier accepts each of them', () => {
  const accepted = refused().filter(({ publicKey, signature }) =>
    ed25519.verify(signature, message, publicKey),
  );
  expect(accepted.map(({ name }) => name)).toEqual(
    refused()
      .map(({ name }) => name)
      .filter((name) => name !== 'S + L'),
  );
});

test('keys and signatures that OpenSSL makes are accepted', async () => {
  const verify = ed25519Verifier(openssl, 8);
  for (let round = 0; round < 20; round += 1) {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(12);
    expect(await verify(raw, message, sign(null, message, privateKey))).toBe(true);
  }
});
