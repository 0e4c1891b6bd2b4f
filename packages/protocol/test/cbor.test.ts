import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cborFloat,
  cborSimple,
  cborTag,
  decodeCbor,
  encodeCbor,
  protocolLimits,
} from '@sotto/protocol';
import type { CborValue } from '@sotto/protocol';
import { codeOf, filled } from './codes.ts';
import { fromHex, publishedVectors, toHex } from './vectors.ts';

interface AppendixA {
  readonly hex: string;
  readonly roundtrip: boolean;
}

// Well-formed by RFC 7049, whose vectors these are; RFC 8949 §3.3 forbids simple values below 32 in two bytes.
const obsolete = new Set(['f818']);
const appendixA = publishedVectors('cbor/appendix_a.json') as AppendixA[] | undefined;

describe.skipIf(appendixA === undefined)('RFC 8949 Appendix A', () => {
  const deterministic = (appendixA ?? []).filter(
    ({ hex, roundtrip }) => roundtrip && !obsolete.has(hex),
  );
  const others = (appendixA ?? []).filter(({ hex, roundtrip }) => !roundtrip || obsolete.has(hex));

  test.each(deterministic)('$hex is encoded again to the same bytes', ({ hex }) => {
    expect(toHex(encodeCbor(decodeCbor(fromHex(hex))))).toBe(hex);
  });

  test.each(others)('$hex, which is not deterministic, is refused', ({ hex }) => {
    expect(codeOf(() => decodeCbor(fromHex(hex)))).toMatch(/^CBOR_(MALFORMED|NOT_DETERMINISTIC)$/);
  });

  test('has examples of both sorts', () => {
    expect(deterministic.length).toBeGreaterThan(50);
    expect(others.length).toBeGreaterThan(10);
  });
});

describe('decoding', () => {
  test.each<[string, CborValue]>([
    ['1bffffffffffffffff', 18_446_744_073_709_551_615n],
    ['c249010000000000000000', 18_446_744_073_709_551_616n],
    ['3bffffffffffffffff', -18_446_744_073_709_551_616n],
    ['c349010000000000000000', -18_446_744_073_709_551_617n],
    ['1b001fffffffffffff', Number.MAX_SAFE_INTEGER],
    ['1b0020000000000000', 9_007_199_254_740_992n],
    ['3b001ffffffffffffe', -Number.MAX_SAFE_INTEGER],
    ['3b001fffffffffffff', -9_007_199_254_740_992n],
    ['f93c00', cborFloat(1)],
    ['f98000', cborFloat(-0)],
    ['f90001', cborFloat(2 ** -24)],
    ['f9c400', cborFloat(-4)],
    ['fa47c35000', cborFloat(100_000)],
    ['fb3ff199999999999a', cborFloat(1.1)],
    ['f97c00', cborFloat(Infinity)],
    ['f97e00', cborFloat(NaN)],
    ['f7', undefined],
    ['f0', cborSimple(16)],
    ['f8ff', cborSimple(255)],
    ['63efbbbf', '\ufeff'],
    ['d82076687474703a2f2f7777772e6578616d706c652e636f6d', cborTag(32, 'http://www.example.com')],
    [
      'a201020304',
      new Map([
        [1, 2],
        [3, 4],
      ]),
    ],
  ])('%s is told apart from every other value', (hex, value) => {
    expect(decodeCbor(fromHex(hex))).toEqual(value);
    expect(toHex(encodeCbor(value))).toBe(hex);
  });

  test.each([
    ['an empty document', '', 'CBOR_MALFORMED'],
    ['a trailing byte', '0000', 'CBOR_MALFORMED'],
    ['a truncated string', '4401', 'CBOR_MALFORMED'],
    ['a truncated argument', '1900', 'CBOR_MALFORMED'],
    ['a length of 2^64 - 1', '5bffffffffffffffff', 'CBOR_MALFORMED'],
    ['an array longer than its document', '9affffffff', 'CBOR_MALFORMED'],
    ['a break outside', 'ff', 'CBOR_MALFORMED'],
    ['a reserved argument', '1c', 'CBOR_MALFORMED'],
    ['an indefinite tag', 'df00', 'CBOR_MALFORMED'],
    ['a simple value below 32 in two bytes', 'f81f', 'CBOR_MALFORMED'],
    ['bytes that are not UTF-8', '6180', 'CBOR_MALFORMED'],
    ['a surrogate in UTF-8', '63eda080', 'CBOR_MALFORMED'],
    ['a bignum that is no byte string', 'c200', 'CBOR_MALFORMED'],
    ['a long integer', '1817', 'CBOR_NOT_DETERMINISTIC'],
    ['a long integer of eight bytes', '1b00000000ffffffff', 'CBOR_NOT_DETERMINISTIC'],
    ['a long length', '5801ff', 'CBOR_NOT_DETERMINISTIC'],
    ['a long tag', 'd80102', 'CBOR_NOT_DETERMINISTIC'],
    ['a long float', 'fa3f800000', 'CBOR_NOT_DETERMINISTIC'],
    ['a long double', 'fb3ff8000000000000', 'CBOR_NOT_DETERMINISTIC'],
    ['another NaN', 'f97e01', 'CBOR_NOT_DETERMINISTIC'],
    ['a negative NaN', 'f9fe00', 'CBOR_NOT_DETERMINISTIC'],
    ['a bignum that fits 64 bits', 'c24101', 'CBOR_NOT_DETERMINISTIC'],
    ['a bignum with a leading zero', 'c24a00010000000000000000', 'CBOR_NOT_DETERMINISTIC'],
    ['an empty bignum', 'c240', 'CBOR_NOT_DETERMINISTIC'],
    ['keys out of order', 'a203000100', 'CBOR_NOT_DETERMINISTIC'],
    ['a key twice', 'a201000100', 'CBOR_NOT_DETERMINISTIC'],
    ['a byte string key twice', 'a2410100410100', 'CBOR_NOT_DETERMINISTIC'],
    ['keys in the older order, shorter first', 'a22000186400', 'CBOR_NOT_DETERMINISTIC'],
    ['an indefinite array', '9fff', 'CBOR_NOT_DETERMINISTIC'],
  ])('refuses %s', (_, hex, code) => {
    expect(codeOf(() => decodeCbor(fromHex(hex)))).toBe(code);
  });

  test.each([
    ['arrays', 0x81],
    ['tags', 0xc1],
    ['maps', 0xa1],
    ['indefinite arrays', 0x9f],
  ])('100,000 nested %s are refused without a stack overflow', (_, byte) => {
    const code = codeOf(() =>
      decodeCbor(filled(100_000, byte), { maxBytes: 1_000_000, maxDepth: 1_000_000 }),
    );
    expect(code).toMatch(/^CBOR_(LIMIT|MALFORMED|NOT_DETERMINISTIC)$/);
  });

  test('bounds bytes, depth and items, each exactly', () => {
    const nested = (levels: number) => Uint8Array.of(...filled(levels, 0x81), 0);
    const depth = protocolLimits.maxCborDepth;
    expect(codeOf(() => decodeCbor(nested(depth)))).toBeUndefined();
    expect(codeOf(() => decodeCbor(nested(depth + 1)))).toBe('CBOR_LIMIT');
    expect(codeOf(() => decodeCbor(nested(2), { maxDepth: 1 }))).toBe('CBOR_LIMIT');
    expect(codeOf(() => decodeCbor(fromHex('820102'), { maxItems: 3 }))).toBeUndefined();
    expect(codeOf(() => decodeCbor(fromHex('820102'), { maxItems: 2 }))).toBe('CBOR_LIMIT');
    expect(codeOf(() => decodeCbor(fromHex('820102'), { maxBytes: 2 }))).toBe('CBOR_LIMIT');
  });

  test('gives bytes of its own', () => {
    const bytes = fromHex('4401020304');
    const value = decodeCbor(bytes);
    bytes.fill(0);
    expect(value).toEqual(Uint8Array.of(1, 2, 3, 4));
  });

  test('reads bytes in the middle of a larger buffer', () => {
    const buffer = fromHex('00001b0020000000000000ff');
    expect(decodeCbor(buffer.subarray(2, 11))).toBe(9_007_199_254_740_992n);
  });
});

describe('encoding', () => {
  test.each<[string, CborValue]>([
    ['a fraction without a float', 1.5],
    ['an unsafe integer', 2 ** 53],
    ['a lone surrogate', '\ud800'],
    [
      'equal keys',
      new Map<CborValue, CborValue>([
        [filled(1, 1), 0],
        [filled(1, 1), 1],
      ]),
    ],
    ['a bignum tag by hand', cborTag(2, filled(9, 1))],
    ['a simple value that is a boolean', cborSimple(20)],
    ['something that is no CBOR', new Date() as unknown as CborValue],
  ])('refuses %s', (_, value) => {
    expect(codeOf(() => encodeCbor(value))).toBe('CBOR_VALUE');
  });

  test('a value that contains itself is refused', () => {
    const ring: CborValue[] = [];
    ring.push(ring);
    expect(codeOf(() => encodeCbor(ring))).toBe('CBOR_LIMIT');
  });

  test('keys are sorted by their encoded bytes', () => {
    const map = new Map<CborValue, CborValue>([
      ['aa', 0],
      [-1, 0],
      [100, 0],
      ['b', 0],
      [10, 0],
      [false, 0],
    ]);
    expect(toHex(encodeCbor(map))).toBe('a60a00186400200061620062616100f400');
  });
});

const leaf: fc.Arbitrary<CborValue> = fc.oneof(
  fc.maxSafeInteger(),
  fc
    .bigInt({ min: -(2n ** 80n), max: 2n ** 80n })
    .filter((value) => !Number.isSafeInteger(Number(value))),
  fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
  fc.uint8Array({ maxLength: 40 }),
  fc.boolean(),
  fc.constantFrom(null, undefined),
  fc.double().map(cborFloat),
  fc.float().map(cborFloat),
  fc.integer({ min: 32, max: 255 }).map(cborSimple),
);
const anyValue = fc.letrec<{ node: CborValue }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('node'), { maxLength: 4 }),
    fc
      .dictionary(fc.string(), tie('node'), { maxKeys: 4 })
      .map((value) => new Map(Object.entries(value))),
    fc
      .tuple(fc.integer({ min: 4, max: 1_000_000 }), tie('node'))
      .map(([tag, value]) => cborTag(tag, value)),
  ),
})).node;

describe('for any value and any bytes', () => {
  test('a value comes back from its encoding', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const bytes = encodeCbor(value);
        expect(decodeCbor(bytes)).toEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  test('bytes are refused with a code or are the encoding of what was decoded', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 24 }), (bytes) => {
        let value: CborValue;
        const code = codeOf(() => (value = decodeCbor(bytes)));
        if (code === undefined) expect(encodeCbor(value)).toEqual(bytes);
        else expect(code).toMatch(/^CBOR_/);
      }),
      { numRuns: 5_000 },
    );
  });
});
