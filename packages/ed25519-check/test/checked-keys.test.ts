import { expect, test } from 'vitest';
import { ed25519Verifier } from '@sotto/ed25519-check';
import type { Ed25519Platform } from '@sotto/ed25519-check';
import { openssl } from './openssl.ts';
import { honest, honestKey, message, refused } from './signatures.ts';

function counting(): {
  readonly platform: Ed25519Platform<Uint8Array>;
  readonly tested: () => number;
} {
  let tested = 0;
  return {
    tested: () => tested,
    platform: {
      importPublicKey: async (publicKey) => publicKey,
      verify: async () => true,
      isPrimeOrder: async (encoded) => {
        tested += 1;
        return encoded[0] !== 0;
      },
      equation: 'cofactorless',
    },
  };
}

const key = (first: number): Uint8Array => new Uint8Array(32).fill(1).with(0, first);
const { signature } = honest();

test('a known key is tested once, a refused one as well', async () => {
  const { platform, tested } = counting();
  const verify = ed25519Verifier(platform, 4);
  for (let round = 0; round < 3; round += 1) {
    expect(await verify(key(1), message, signature)).toBe(true);
    expect(await verify(key(0), message, signature)).toBe(false);
  }
  expect(tested()).toBe(2);
});

test('at most maxKeys are remembered, and the one not used for longest is forgotten', async () => {
  const { platform, tested } = counting();
  const verify = ed25519Verifier(platform, 2);
  for (const first of [1, 2, 1, 3, 1]) await verify(key(first), message, signature);
  expect(tested()).toBe(3);
  await verify(key(2), message, signature);
  expect(tested()).toBe(4);
});

test('changing the bytes of a key after the call changes nothing that is remembered', async () => {
  const verify = ed25519Verifier(openssl, 4);
  const bytes = honestKey.slice();
  expect(await verify(bytes, message, signature)).toBe(true);
  bytes.set(refused()[0]!.publicKey);
  bytes.reverse();
  expect(await verify(bytes, message, signature)).toBe(false);
  expect(await verify(honestKey, message, signature)).toBe(true);
});

test('a platform that fails is asked again', async () => {
  let fails = true;
  const verify = ed25519Verifier(
    {
      ...openssl,
      importPublicKey: async (publicKey) => {
        if (fails) throw new Error('out of memory');
        return openssl.importPublicKey(publicKey);
      },
    },
    4,
  );
  await expect(verify(honestKey, message, signature)).rejects.toThrow('out of memory');
  fails = false;
  expect(await verify(honestKey, message, signature)).toBe(true);
});
