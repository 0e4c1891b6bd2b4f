import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { derSignature, parseDerSignature } from '../src/der-signature.ts';

describe.each([32, 48, 66])('signatures of two numbers of %i bytes', (bytes) => {
  // With zeros in front more often than chance would have them.
  const number = fc
    .tuple(
      fc.integer({ min: 0, max: bytes - 1 }),
      fc.uint8Array({ minLength: bytes, maxLength: bytes }),
    )
    .map(([zeros, digits]) => digits.fill(0, 0, zeros))
    .filter((digits) => digits.some((byte) => byte !== 0));

  test('every pair of numbers comes back from its DER form', () => {
    fc.assert(
      fc.property(number, number, (r, s) => {
        const raw = Uint8Array.of(...r, ...s);
        expect(parseDerSignature(derSignature(raw), bytes)).toEqual(raw);
      }),
      { numRuns: 500 },
    );
  });

  test('what parses is the one DER form of its numbers', () => {
    const damaged = fc
      .tuple(
        number,
        number,
        fc.array(fc.tuple(fc.nat({ max: 150 }), fc.integer({ min: 0, max: 255 })), {
          maxLength: 3,
        }),
        fc.integer({ min: -3, max: 3 }),
      )
      .map(([r, s, changes, more]) => {
        const der = derSignature(Uint8Array.of(...r, ...s));
        for (const [at, byte] of changes) if (at < der.length) der[at] = byte;
        return more < 0 ? der.slice(0, more) : Uint8Array.of(...der, ...new Uint8Array(more));
      });
    const any = fc.oneof(
      damaged,
      fc.uint8Array({ maxLength: 160 }),
      fc.uint8Array({ maxLength: 12 }),
    );
    fc.assert(
      fc.property(any, (bytesGiven) => {
        const raw = parseDerSignature(bytesGiven, bytes);
        if (raw !== undefined) expect(derSignature(raw)).toEqual(bytesGiven);
      }),
      { numRuns: 3_000 },
    );
  });

  test('zero, negative and longer numbers are none', () => {
    const one = [2, 1, 1];
    const large = [2, bytes + 1, 1, ...new Uint8Array(bytes)];
    for (const bad of [[2, 1, 0], [2, 1, 0x80], [2, 2, 0, 0x7f], [2, 0], large]) {
      for (const pair of [
        [...bad, ...one],
        [...one, ...bad],
      ])
        expect(parseDerSignature(Uint8Array.of(0x30, pair.length, ...pair), bytes)).toBeUndefined();
    }
    const good = Uint8Array.of(0x30, 6, ...one, ...one);
    expect(parseDerSignature(good, bytes)?.filter((byte) => byte !== 0)).toEqual(
      Uint8Array.of(1, 1),
    );
  });
});
