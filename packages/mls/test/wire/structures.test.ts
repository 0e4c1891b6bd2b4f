import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MlsError } from '../../src/mls-error.ts';
import type { Structure } from './structures.ts';
import { structures } from './structures.ts';

/** The value, or what it was refused with; anything else that is thrown is a fault. */
function tryDecode({ decode }: Structure, bytes: Uint8Array): { value: unknown } | MlsError {
  try {
    return { value: decode(bytes) };
  } catch (error) {
    if (error instanceof MlsError) return error;
    throw error;
  }
}

/** Nothing is read that would be written another way: two encodings of one value are a covert channel, and break hashes. */
function expectExact(structure: Structure, bytes: Uint8Array): void {
  const before = bytes.slice();
  const decoded = tryDecode(structure, bytes);
  if (!(decoded instanceof MlsError)) expect(structure.encode(decoded.value)).toEqual(before);
  expect(bytes).toEqual(before);
}

describe.each(structures)('$name', (structure) => {
  const { values, encode, decode } = structure;

  test('comes back from its bytes, and writes the same bytes again', () => {
    fc.assert(
      fc.property(values, (value) => {
        const bytes = encode(value);
        const back = decode(bytes);
        expect(back).toEqual(value);
        expect(encode(back)).toEqual(bytes);
      }),
      { numRuns: 60 },
    );
  });

  test('is refused when it is cut or has a byte behind it', () => {
    fc.assert(
      fc.property(
        values,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (value, at) => {
          const bytes = encode(value);
          const cut = bytes.subarray(0, Math.floor(at * bytes.length));
          expect(tryDecode(structure, cut)).toMatchObject({ code: 'MLS_MALFORMED' });
          const more = Uint8Array.of(...bytes, 0);
          expect(tryDecode(structure, more)).toMatchObject({ code: 'MLS_MALFORMED' });
        },
      ),
      { numRuns: 40 },
    );
  });

  test('with bytes changed, is refused with a code, or is another value in its one encoding', () => {
    const change = fc.tuple(fc.nat(), fc.nat(255));
    fc.assert(
      fc.property(values, fc.array(change, { minLength: 1, maxLength: 3 }), (value, changes) => {
        const bytes = encode(value).slice();
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        expectExact(structure, bytes);
      }),
      { numRuns: 200 },
    );
  });

  test('made of any bytes, is refused with a code, or is a value in its one encoding', () => {
    // Small bytes are lengths, presences and types that exist.
    const byte = fc.oneof(
      { weight: 3, arbitrary: fc.nat(5) },
      { weight: 1, arbitrary: fc.nat(255) },
    );
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 120 }), (bytes) => {
        expectExact(structure, Uint8Array.from(bytes));
      }),
      { numRuns: 300 },
    );
  });
});
