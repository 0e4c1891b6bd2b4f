import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maxVectorBytes, Reader, readWhole } from '../../src/wire/reader.ts';
import { vectorBytes, Writer } from '../../src/wire/writer.ts';

const varint = (bytes: readonly number[]): number =>
  readWhole(Uint8Array.from(bytes), (reader) => reader.varint());

describe('a length', () => {
  test('comes back from the fewest bytes that hold it', () => {
    const around = [0, 63, 64, 16_383, 16_384, maxVectorBytes];
    const lengths = fc.oneof(fc.constantFrom(...around), fc.nat(maxVectorBytes));
    fc.assert(
      fc.property(lengths, (length) => {
        const bytes = new Writer(1).varint(length).finish();
        expect(readWhole(bytes, (reader) => reader.varint())).toBe(length);
        expect(length + bytes.length).toBe(vectorBytes(length));
        expect(bytes).toHaveLength(length < 64 ? 1 : length < 16_384 ? 2 : 4);
      }),
    );
  });

  test('in more bytes than it needs is refused', () => {
    for (const bytes of [
      [0x40, 0],
      [0x40, 63],
      [0x80, 0, 0, 0],
      [0x80, 0, 0, 63],
      [0x80, 0, 0x3f, 0xff],
    ]) {
      expect(() => varint(bytes)).toThrow(
        expect.objectContaining({ code: 'MLS_LENGTH_NOT_MINIMAL' }),
      );
    }
    expect(varint([0x40, 64])).toBe(64);
    expect(varint([0x80, 0, 0x40, 0])).toBe(16_384);
  });

  test('that begins with two ones is refused, whatever follows', () => {
    for (let first = 0xc0; first <= 0xff; first += 1) {
      expect(() => varint([first, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])).toThrow(
        expect.objectContaining({ code: 'MLS_MALFORMED' }),
      );
    }
  });

  test('above 2^30 - 1 is not written', () => {
    expect(() => new Writer(8).varint(maxVectorBytes + 1)).toThrow(
      expect.objectContaining({ code: 'MLS_INPUT' }),
    );
  });
});

test('a presence octet is 0 or 1', () => {
  expect(readWhole(Uint8Array.of(0), (reader) => reader.present())).toBe(false);
  expect(readWhole(Uint8Array.of(1), (reader) => reader.present())).toBe(true);
  for (let octet = 2; octet <= 0xff; octet += 1) {
    expect(() => new Reader(Uint8Array.of(octet)).present()).toThrow(
      expect.objectContaining({ code: 'MLS_MALFORMED' }),
    );
  }
});

test('numbers come back over the whole of their range', () => {
  fc.assert(
    fc.property(
      fc.nat(0xff),
      fc.nat(0xffff),
      fc.oneof(fc.nat(0xffff_ffff), fc.constant(0xffff_ffff)),
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      (u8, u16, u32, u64) => {
        const bytes = new Writer(1).u8(u8).u16(u16).u32(u32).u64(u64).finish();
        expect(bytes).toHaveLength(15);
        const reader = new Reader(bytes);
        expect([reader.u8(), reader.u16(), reader.u32(), reader.u64()]).toEqual([
          u8,
          u16,
          u32,
          u64,
        ]);
        expect(reader.more).toBe(false);
      },
    ),
  );
});

test('a vector inside a vector ends with it, and does not reach what is behind', () => {
  const inner = Uint8Array.of(3, 1, 2);
  const bytes = new Writer(8).opaque(inner).u8(9).finish();
  expect(() => readWhole(bytes, (reader) => reader.vector().opaque())).toThrow(
    expect.objectContaining({ code: 'MLS_MALFORMED' }),
  );
});

test('a writer of vectors puts the length before what it wrote, at every size', () => {
  for (const length of [0, 63, 64, 16_383, 16_384]) {
    const value = new Uint8Array(length).fill(7);
    const writer = new Writer(1).u8(1);
    const outer = writer.open();
    const within = writer.open();
    writer.fixed(value).close(within).close(outer).u8(2);
    const expected = new Writer(1).u8(1).opaque(new Writer(1).opaque(value).finish()).u8(2);
    expect(writer.finish()).toEqual(expected.finish());
  }
});
