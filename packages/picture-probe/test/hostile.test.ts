import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { jpegWithExif, pictureSamples } from '@sotto/contracts';
import {
  admitArrivedPicture,
  admitPicture,
  pngImageData,
  probePicture,
  stripPicture,
} from '@sotto/picture-probe';
import { expect, test } from 'vitest';

const samples = [
  ...pictureSamples.plain(),
  ...pictureSamples.telling(),
  ...pictureSamples.trailing(),
  ...pictureSamples.bombs(),
  pictureSamples.animated(),
].map(({ file }) => file);
const [jpeg = new Uint8Array()] = samples;

/** What must hold of any bytes whatever. */
function holds(file: Uint8Array): void {
  const probe = probePicture(file);
  const stripped = stripPicture(file, 'pixels');
  expect(stripped === undefined).toBe(probe.refused !== undefined);
  pngImageData(file);
  if (probe.refused !== undefined || stripped === undefined) return;
  expect(probe.width).toBeGreaterThan(0);
  expect(probe.height).toBeGreaterThan(0);
  expect(probe.trailingBytes).toBeLessThan(file.length);
  const { width, height } = probe;
  // Further frames of a PNG are chunks of their own and go; those of a WebP stay.
  const animated = probe.animated && probe.mediaType === 'image/webp';
  expect(probePicture(stripped)).toMatchObject({
    width,
    height,
    animated,
    metadata: false,
    trailingBytes: 0,
  });
}

test('any bytes behind any signature are judged without throwing', () => {
  const heads = [
    '',
    '\u00ff\u00d8\u00ff',
    '\u0089PNG\r\n\u001a\n',
    'RIFF\u0040\0\0\0WEBP',
    'RIFF\u0040\0\0\0WEBPVP8X',
  ];
  const head = fc
    .constantFrom(...heads)
    .map((text) => Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
  fc.assert(
    fc.property(head, fc.uint8Array({ maxLength: 200 }), (start, rest) =>
      holds(Uint8Array.from([...start, ...rest])),
    ),
    { numRuns: 3000 },
  );
});

test('pictures with bytes changed, cut out and put in are judged without throwing', () => {
  const edit = fc.record({
    at: fc.nat(10_000),
    remove: fc.nat(12),
    insert: fc.uint8Array({ maxLength: 12 }),
  });
  fc.assert(
    fc.property(
      fc.constantFrom(...samples),
      fc.array(edit, { minLength: 1, maxLength: 4 }),
      (file, edits) => {
        let bytes = [...file];
        for (const { at, remove, insert } of edits)
          bytes = bytes.toSpliced(at % (bytes.length + 1), remove, ...insert);
        holds(Uint8Array.from(bytes));
      },
    ),
    { numRuns: 3000 },
  );
});

test('PNG chunks of any name, length and order, with right checksums, are judged without throwing', () => {
  const names = ['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND', 'eXIf', 'iCCP', 'acTL', 'tEXt', 'ABCD'];
  const header = fc
    .tuple(fc.nat(70), fc.nat(70), fc.constantFrom(1, 2, 4, 8, 16, 3), fc.nat(7), fc.nat(2))
    .map(([width, height, depth, type, interlace]) =>
      chunk('IHDR', Uint8Array.of(0, 0, 0, width, 0, 0, 0, height, depth, type, 0, 0, interlace)),
    );
  const other = fc
    .tuple(fc.constantFrom(...names), fc.uint8Array({ maxLength: 30 }))
    .map(([name, body]) => chunk(name, body));
  fc.assert(
    fc.property(header, fc.array(other, { maxLength: 6 }), fc.boolean(), (first, rest, ended) => {
      const end = ended ? [chunk('IDAT', Uint8Array.of(0)), chunk('IEND', new Uint8Array())] : [];
      holds(
        Buffer.concat([
          Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10),
          first,
          ...rest,
          ...end,
        ]),
      );
    }),
    { numRuns: 3000 },
  );
});

function chunk(name: string, body: Uint8Array): Uint8Array {
  const bytes = Buffer.concat([Buffer.alloc(4), Buffer.from(name), body, Buffer.alloc(4)]);
  bytes.writeUInt32BE(body.length, 0);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, -4)), bytes.length - 4);
  return bytes;
}

test('changes within an EXIF block do no more than lose the orientation', () => {
  const file = jpegWithExif(jpeg, {
    orientation: 6,
    maker: 'm',
    place: { latitude: 1, longitude: 1 },
  });
  const block = file.length - jpeg.length;
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 12, max: block + 1 }), fc.nat(255)), { minLength: 1 }),
      (changes) => {
        const changed = file.slice();
        for (const [at, value] of changes) changed[at] = value;
        const probe = probePicture(changed);
        expect(probe).toMatchObject({ width: 64, height: 48, metadata: true });
      },
    ),
    { numRuns: 2000 },
  );
});

test('a JPEG of more scans than any encoder writes is refused', () => {
  const scan = jpeg.findIndex((byte, at) => byte === 0xff && jpeg[at + 1] === 0xda);
  const scans = (count: number): Uint8Array =>
    Buffer.concat([
      jpeg.subarray(0, scan),
      ...Array.from({ length: count }, () => jpeg.subarray(scan, -2)),
      jpeg.subarray(-2),
    ]);
  expect(probePicture(scans(100)).refused).toBeUndefined();
  expect(probePicture(scans(101)).refused).toBe('malformed');
});

test('a file of ever more tiny parts is refused before its map outgrows it', () => {
  const pair = [0xff, 0xfe, 0, 2, 0xff, 0xdd, 0, 4, 0, 0];
  const parts = (count: number): Uint8Array =>
    Buffer.concat([
      jpeg.subarray(0, 2),
      Buffer.from(Array.from({ length: count }, () => pair).flat()),
      jpeg.subarray(2),
    ]);
  expect(probePicture(parts(1000)).refused).toBeUndefined();
  expect(probePicture(parts(100_000)).refused).toBe('malformed');
});

test('bytes are judged first, then type, then structure, then pixels', () => {
  const limits = { maxInputBytes: jpeg.length, maxInputPixels: 64 * 48 };
  expect(admitPicture(jpeg, limits).refused).toBeUndefined();
  expect(admitPicture(jpeg, { ...limits, maxInputPixels: 64 * 48 - 1 })).toEqual({
    refused: 'pixels',
  });
  expect(admitPicture(jpeg.subarray(0, -1), { ...limits, maxInputPixels: 1 })).toEqual({
    refused: 'malformed',
  });
  expect(admitPicture(jpeg.subarray(1), { ...limits, maxInputPixels: 1 })).toEqual({
    refused: 'type',
  });
  expect(admitPicture(jpeg.subarray(1), { maxInputBytes: 1, maxInputPixels: 1 })).toEqual({
    refused: 'bytes',
  });
});

test('a limit that is not a number admits nothing', () => {
  expect(admitPicture(jpeg, { maxInputBytes: Number.NaN, maxInputPixels: 1e9 })).toEqual({
    refused: 'bytes',
  });
  expect(admitPicture(jpeg, { maxInputBytes: 1e9, maxInputPixels: Number.NaN })).toEqual({
    refused: 'pixels',
  });
});

test('a picture that arrived may be nothing but one upright picture', () => {
  const limits = { maxInputBytes: 1e6, maxInputPixels: 1e6 };
  const judged = (file: Uint8Array): readonly unknown[] => [
    admitPicture(file, limits).refused,
    admitArrivedPicture(file, limits).refused,
  ];
  const laden = [
    ...pictureSamples.telling(),
    ...pictureSamples.trailing(),
    pictureSamples.animated(),
  ];
  for (const { file } of laden) expect(judged(file)).toEqual([undefined, 'metadata']);
  for (const { file } of pictureSamples.plain())
    expect(judged(file)).toEqual([undefined, undefined]);
});
