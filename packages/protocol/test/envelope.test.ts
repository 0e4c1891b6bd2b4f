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
  findSharedKey,
  joinEnvelope,
  joinSharedEnvelope,
  maxSharedKeys,
  openedBlobLength,
  pad,
  paddedBlobLength,
  padmeLength,
  protocolLimits,
  sealedBlobLength,
  sharedSlot,
  sharedSlotBytes,
  sharedSlotInfo,
  sharedSlotsBytes,
  splitEnvelope,
  splitSharedEnvelope,
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

describe('padding beside something else in the bucket', () => {
  test('fills it up, and comes off again', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1_200 }), fc.nat(900), (plaintext, beside) => {
        const padded = pad(plaintext, beside);
        expect(padded.length + beside).toBe(bucketBytes(plaintext.length + beside));
        expect(unpad(padded, beside)).toEqual(plaintext);
        if (beside % 512 !== 0) expect(codeOf(() => unpad(padded))).toBe('PADDING_MALFORMED');
      }),
    );
  });
});

describe('an envelope for several keys', () => {
  const derivedOf = (seed: number): Uint8Array =>
    Uint8Array.from({ length: sharedSlotBytes }, (_, index) => (seed * 41 + index * 7) % 256);
  const contentKey = Uint8Array.from({ length: 32 }, (_, index) => index + 100);

  test('gives the key of its content to each of them, wherever their slot is, and to nobody else', () => {
    fc.assert(
      fc.property(fc.nat(maxSharedKeys - 1), fc.nat(40), (at, seed) => {
        const slots = filled(sharedSlotsBytes, 0xee);
        slots.set(sharedSlot(derivedOf(seed), contentKey), at * sharedSlotBytes);
        expect(findSharedKey(slots, derivedOf(seed))).toEqual(contentKey);
        expect(findSharedKey(slots, derivedOf(seed + 1))).toBeUndefined();
        expect(slots.includes(contentKey[0]!) && slots.toHex().includes(contentKey.toHex())).toBe(
          false,
        );
      }),
    );
  });

  test('has the length of any other, and comes back in its parts', () => {
    const ciphertext = filled(pad(filled(5, 1), sharedSlotsBytes).length + 16, 3);
    const envelope = { nonce: filled(12, 1), slots: filled(sharedSlotsBytes, 2), ciphertext };
    const bytes = joinSharedEnvelope(envelope);
    expect(bytes.length).toBe(envelopeLength(1_024));
    expect(splitEnvelope(bytes).nonce).toEqual(envelope.nonce);
    expect(splitSharedEnvelope(bytes)).toEqual(envelope);
  });

  test('derives other slots for another nonce', () => {
    expect(sharedSlotInfo(filled(12, 1))).not.toEqual(sharedSlotInfo(filled(12, 2)));
  });

  test.each<[string, Uint8Array, Uint8Array]>([
    ['too few slots', filled(sharedSlotsBytes - sharedSlotBytes, 1), filled(320, 1)],
    ['a length that is none of an envelope', filled(sharedSlotsBytes, 1), filled(271, 1)],
  ])('is not put together with %s', (_, slots, ciphertext) => {
    const parts = { nonce: filled(12, 1), slots, ciphertext };
    expect(codeOf(() => joinSharedEnvelope(parts))).toBe('ENVELOPE_MALFORMED');
  });

  test('is none where there is no room for slots', () => {
    const smallest = joinEnvelope({ nonce: filled(12, 1), ciphertext: filled(528, 1) });
    expect(codeOf(() => splitSharedEnvelope(smallest))).toBe('ENVELOPE_MALFORMED');
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
