import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fieldPrime, invertPublic } from '../src/curve.ts';

test('a field element times its inverse is one', () => {
  const edges = [1n, 2n, 3n, 2n ** 51n, 2n ** 51n - 1n, 2n ** 52n + 1n, 2n ** 254n];
  const mirrored = edges.map((value) => fieldPrime - value);
  const check = (value: bigint) => {
    const inverse = invertPublic(value);
    expect(inverse >= 0n && inverse < fieldPrime).toBe(true);
    expect((value * inverse) % fieldPrime).toBe(1n);
  };
  for (const value of [...edges, ...mirrored]) check(value);
  // Of every size: small ones take the first step on the whole numbers, large ones on the leading bits.
  const sized = fc
    .integer({ min: 1, max: 255 })
    .chain((bits) =>
      fc.bigInt({ min: 1n, max: 2n ** BigInt(bits) - 20n > 1n ? 2n ** BigInt(bits) - 20n : 1n }),
    );
  fc.assert(fc.property(sized, check), { numRuns: 2_000 });
});
