import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  blobChunk,
  blobChunkBytes,
  blobChunkNonce,
  blobChunks,
  blobChunksFor,
  bucketBytes,
  envelopeAssociatedData,
  envelopeLength,
  joinEnvelope,
  openedBlobLength,
  pad,
  paddedBlobLength,
  padmeLength,
  protocolLimits,
  sealedBlobLength,
  splitEnvelope,
  unpad,
} from '@sotto/protocol';
import { codeOf, filled } from './codes.ts';

describe('padding', () => {
  test.each([
    [0, 512],
    [511, 512],
    [512, 1_024],
    [1_023, 1_024],
    [65_535, 65_536],
  ])('%i bytes go into %i', (length, bucket) => {
    expect(bucketBytes(length)).toBe(bucket);
    expect(pad(filled(length, 7)).length).toBe(bucket);
  });

  test('comes off again, whatever the plaintext ends with', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 1_200 }),
        fc.constantFrom([], [0], [0x80], [0x80, 0]),
        (start, end) => {
          const plaintext = Uint8Array.of(...start, ...end);
          expect(unpad(pad(plaintext))).toEqual(plaintext);
        },
      ),
    );
  });

  test.each<[string, Uint8Array]>([
    ['nothing', filled(0, 0)],
    ['zeros alone', filled(512, 0)],
    ['no mark', filled(512, 1)],
    ['a length that is no bucket', Uint8Array.of(...filled(512, 1), 0x80)],
    ['a bucket larger than needed', Uint8Array.of(...filled(511, 1), 0x80, ...filled(512, 0))],
    ['more than the largest bucket', filled(131_072, 0).fill(0x80, 65_536, 65_537)],
  ])('%s is refused', (_, padded) => {
    expect(codeOf(() => unpad(padded))).toBe('PADDING_MALFORMED');
  });

  test('what fits no bucket is refused', () => {
    expect(codeOf(() => pad(filled(65_536, 0)))).toBe('PADDING_TOO_LONG');
  });
});

describe('an envelope', () => {
  test('comes back in its parts, and has one of eight lengths', () => {
    const envelope = { nonce: filled(12, 1), ciphertext: filled(512 + 16, 2) };
    const bytes = joinEnvelope(envelope);
    expect(bytes.length).toBe(envelopeLength(512));
    expect(bytes.subarray(0, 1)).toEqual(envelopeAssociatedData());
    expect(splitEnvelope(bytes)).toEqual(envelope);
  });

  test.each<[string, string, Uint8Array]>([
    ['nothing', 'ENVELOPE_MALFORMED', filled(0, 0)],
    ['another version', 'ENVELOPE_VERSION_UNSUPPORTED', filled(541, 2)],
    ['a version alone', 'ENVELOPE_MALFORMED', filled(1, 1)],
    ['a byte too many', 'ENVELOPE_MALFORMED', filled(542, 1)],
    ['a bucket too large', 'ENVELOPE_MALFORMED', filled(131_072 + 29, 1)],
  ])('of %s is refused', (_, code, bytes) => {
    expect(codeOf(() => splitEnvelope(bytes))).toBe(code);
  });

  test('is not put together from parts of another length', () => {
    expect(codeOf(() => joinEnvelope({ nonce: filled(11, 1), ciphertext: filled(529, 1) }))).toBe(
      'ENVELOPE_MALFORMED',
    );
    expect(codeOf(() => joinEnvelope({ nonce: filled(12, 1), ciphertext: filled(512, 1) }))).toBe(
      'ENVELOPE_MALFORMED',
    );
  });
});

describe('Padmé', () => {
  test.each([
    [0, 0],
    [1, 1],
    [8, 8],
    [9, 10],
    [100, 104],
    [1_000, 1_024],
    [1_000_000, 1_015_808],
    [2 ** 40 + 1, 2 ** 40 + 2 ** 34],
  ])('pads %i to %i', (length, padded) => {
    expect(padmeLength(length)).toBe(padded);
  });

  test('never shortens, adds at most 12 %, keeps order, and changes nothing twice', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 50 }), (length) => {
        const padded = padmeLength(length);
        expect(padded).toBeGreaterThanOrEqual(length);
        expect((padded - length) / length).toBeLessThanOrEqual(0.12);
        expect(padmeLength(padded)).toBe(padded);
        expect(padmeLength(length + 1)).toBeGreaterThanOrEqual(padded);
      }),
      { numRuns: 2_000 },
    );
  });

  test('leaves few lengths: at most 400 for all blobs up to 64 MiB', () => {
    const lengths = new Set<number>();
    for (let length = 1; length <= protocolLimits.maxBlobBytes; length = padmeLength(length) + 1) {
      lengths.add(paddedBlobLength(length));
    }
    expect(lengths.size).toBeLessThan(400);
  });

  test.each([-1, 1.5, NaN, 2 ** 53])('%d has no padded length', (length) => {
    expect(codeOf(() => padmeLength(length))).toBe('BLOB_LAYOUT');
  });

  test('a blob is padded to 4 KiB at least, and refused past 64 MiB', () => {
    expect(paddedBlobLength(0)).toBe(4_096);
    expect(codeOf(() => paddedBlobLength(protocolLimits.maxBlobBytes + 1))).toBe('BLOB_LAYOUT');
  });
});

describe('the layout of a sealed blob', () => {
  test.each([
    [0, 1, 16],
    [1, 1, 17],
    [65_536, 1, 65_552],
    [65_537, 2, 65_569],
    [131_072, 2, 131_104],
  ])('%i bytes are %i chunks and %i bytes sealed', (padded, chunks, sealed) => {
    expect(blobChunks(padded)).toBe(chunks);
    expect(sealedBlobLength(padded)).toBe(sealed);
    expect(openedBlobLength(sealed)).toBe(padded);
  });

  test('chunks lie one behind the other and cover everything; only the last is last', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5 * blobChunkBytes }), (padded) => {
        const chunks = Array.from({ length: blobChunks(padded) }, (_, index) =>
          blobChunk(padded, index),
        );
        let [plain, sealed] = [0, 0];
        for (const chunk of chunks) {
          expect([chunk.plainStart, chunk.sealedStart]).toEqual([plain, sealed]);
          expect(chunk.sealedEnd - chunk.sealedStart).toBe(chunk.plainEnd - chunk.plainStart + 16);
          expect(chunk.last).toBe(chunk.index === chunks.length - 1);
          [plain, sealed] = [chunk.plainEnd, chunk.sealedEnd];
        }
        expect([plain, sealed]).toEqual([padded, sealedBlobLength(padded)]);
        expect(openedBlobLength(sealed)).toBe(padded);
      }),
    );
  });

  test('a range is covered by the chunks for it and no others', () => {
    expect(blobChunksFor(200_000, 65_535, 65_537).map(({ index }) => index)).toEqual([0, 1]);
    expect(blobChunksFor(200_000, 65_536, 131_072).map(({ index }) => index)).toEqual([1]);
    expect(blobChunksFor(200_000, 199_999, 200_000)).toMatchObject([{ index: 3, last: true }]);
  });

  test.each([0, 15, 65_553, 65_567, 131_119, -16, 1.5, NaN])(
    'no blob has %d bytes sealed',
    (sealed) => {
      expect(codeOf(() => openedBlobLength(sealed))).toBe('BLOB_LAYOUT');
    },
  );

  test('what is not there is refused', () => {
    expect(codeOf(() => blobChunk(65_536, 1))).toBe('BLOB_LAYOUT');
    expect(codeOf(() => blobChunksFor(100, 50, 101))).toBe('BLOB_LAYOUT');
    expect(codeOf(() => blobChunksFor(100, 50, 50))).toBe('BLOB_LAYOUT');
    expect(codeOf(() => blobChunkNonce(filled(8, 0), 0, false))).toBe('BLOB_LAYOUT');
    expect(codeOf(() => blobChunkNonce(filled(7, 0), 2 ** 32, false))).toBe('BLOB_LAYOUT');
  });

  test('a nonce is prefix, counter and last flag', () => {
    expect(blobChunkNonce(filled(7, 9), 0x01020304, true)).toEqual(
      Uint8Array.of(9, 9, 9, 9, 9, 9, 9, 1, 2, 3, 4, 1),
    );
    expect(blobChunkNonce(filled(7, 9), 0, false).at(-1)).toBe(0);
  });
});
