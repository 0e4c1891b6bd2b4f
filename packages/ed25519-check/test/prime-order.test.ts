import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { primeOrderByPoints } from '@sotto/ed25519-check/noble';
import { integerBytes, order, Point, prime, smallOrderPoint } from './curve-points.ts';
import { isPrimeOrder as byX25519 } from './openssl.ts';

const scalar = fc.bigInt({ min: 1n, max: order - 1n });

describe.each([
  ['by X25519', byX25519],
  ['by points', primeOrderByPoints],
])('the test for prime order %s', (_, isPrimeOrder) => {
  test('accepts multiples of the base point', async () => {
    await fc.assert(
      fc.asyncProperty(scalar, async (n) => {
        expect(await isPrimeOrder(Point.BASE.multiply(n).toBytes())).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  test('refuses every point with a torsion part', async () => {
    await fc.assert(
      fc.asyncProperty(scalar, fc.integer({ min: 1, max: 7 }), async (n, count) => {
        const mixed = Point.BASE.multiply(n).add(smallOrderPoint(count));
        expect(await isPrimeOrder(mixed.toBytes())).toBe(false);
      }),
      { numRuns: 20 },
    );
  });

  test('refuses every point of small order, in every encoding', async () => {
    for (let count = 0; count < 8; count += 1) {
      const { y } = smallOrderPoint(count).toAffine();
      for (const encoded of [y, y + prime]) {
        if (encoded >= 2n ** 255n) continue;
        expect(await isPrimeOrder(integerBytes(encoded))).toBe(false);
        expect(await isPrimeOrder(integerBytes(encoded + 2n ** 255n))).toBe(false);
      }
    }
  });

  test('refuses a y that is not below the prime', async () => {
    for (let y = prime; y < 2n ** 255n; y += 1n) {
      expect(await isPrimeOrder(integerBytes(y))).toBe(false);
      expect(await isPrimeOrder(integerBytes(y + 2n ** 255n))).toBe(false);
    }
  });

  test('refuses every other length', async () => {
    for (const length of [0, 1, 31, 33, 64])
      expect(await isPrimeOrder(new Uint8Array(length).fill(3))).toBe(false);
  });
});

test('both tests give one answer on any 32 bytes, points and not', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 32, maxLength: 32 }), async (bytes) => {
      expect(await byX25519(bytes)).toBe(await primeOrderByPoints(bytes));
    }),
    { numRuns: 60 },
  );
});

test('both tests give one answer on small y, where all kinds of points are dense', async () => {
  const answers = new Set<boolean>();
  for (let y = 0n; y < 48n; y += 1n) {
    const answer = await primeOrderByPoints(integerBytes(y));
    expect(await byX25519(integerBytes(y))).toBe(answer);
    answers.add(answer);
  }
  expect(answers.size).toBe(2);
});
