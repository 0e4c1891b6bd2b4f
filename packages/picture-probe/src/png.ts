import { crc32 } from './crc32.ts';
import { exifOrientation } from './exif-orientation.ts';
import { hasAscii, u32be } from './integers.ts';
import type { Orientation, PartKind, Scan } from './scan.ts';
import { partList } from './scan.ts';

const signature = '\u0089PNG\r\n\u001a\n';

export function isPng(file: Uint8Array): boolean {
  return hasAscii(file, 0, signature);
}

/** The fields of IHDR (PNG third edition, §11.2.1). */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: number;
  readonly colourType: number;
  readonly interlaced: boolean;
}

interface Chunk {
  readonly name: string;
  readonly start: number;
  readonly bodyStart: number;
  readonly bodyEnd: number;
  readonly end: number;
}

const bitDepths: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};
const colourChunks: ReadonlySet<string> = new Set(['gAMA', 'cHRM', 'sRGB', 'iCCP', 'cICP']);

/**
 * Walks a PNG file once, to its IEND. `undefined` when it is cut, out of order, or any checksum is
 * wrong.
 */
export function scanPng(file: Uint8Array): Scan | undefined {
  const header = pngHeader(file);
  if (header === undefined) return undefined;
  const { parts, add } = partList();
  add('pixels', 0, 8);
  let orientation: Orientation | undefined;
  let animated = false;
  let metadata = false;
  let transparentColour = false;
  let paletteBytes = 0;
  // 0 before IDAT, 1 within, 2 after.
  let dataPhase = 0;
  for (const chunk of pngChunks(file)) {
    if (chunk === undefined) return undefined;
    const bodyBytes = chunk.bodyEnd - chunk.bodyStart;
    if (chunk.name !== 'IDAT' && dataPhase === 1) dataPhase = 2;
    let kind: PartKind = 'pixels';
    switch (chunk.name) {
      case 'IHDR':
        if (chunk.start !== 8) return undefined;
        break;
      case 'PLTE':
        if (paletteBytes > 0 || dataPhase > 0 || !isPalette(header, bodyBytes)) return undefined;
        paletteBytes = bodyBytes;
        // Only a suggestion in a true-colour picture.
        if (header.colourType !== 3) kind = 'metadata';
        break;
      case 'tRNS':
        if (transparentColour || dataPhase > 0 || !isTransparency(header, bodyBytes, paletteBytes))
          return undefined;
        transparentColour = true;
        break;
      case 'IDAT':
        if (dataPhase === 2 || (header.colourType === 3 && paletteBytes === 0)) return undefined;
        dataPhase = 1;
        break;
      case 'IEND':
        if (dataPhase === 0 || bodyBytes !== 0 || !add('pixels', chunk.start, chunk.end))
          return undefined;
        return {
          probe: {
            mediaType: 'image/png',
            width: header.width,
            height: header.height,
            orientation: orientation ?? 1,
            alpha: transparentColour || header.colourType >= 4,
            animated,
            metadata,
            trailingBytes: file.length - chunk.end,
          },
          parts,
        };
      default:
        // An upper-case first letter marks a chunk that a decoder must understand.
        if (chunk.name.charCodeAt(0) < 0x61) return undefined;
        kind = colourChunks.has(chunk.name) ? 'colour' : 'metadata';
        if (chunk.name === 'acTL') animated = true;
        if (chunk.name === 'eXIf')
          orientation ??= exifOrientation(file.subarray(chunk.bodyStart, chunk.bodyEnd));
    }
    if (kind !== 'pixels') metadata = true;
    if (!add(kind, chunk.start, chunk.end)) return undefined;
  }
  return undefined;
}

/** The IHDR of a file that `isPng`, `undefined` when it is not one that a decoder knows. */
export function pngHeader(file: Uint8Array): PngHeader | undefined {
  if (file.length < 33 || u32be(file, 8) !== 13 || !hasAscii(file, 12, 'IHDR')) return undefined;
  const width = u32be(file, 16);
  const height = u32be(file, 20);
  const [bitDepth = 0, colourType = 0, compression, filter, interlace = 0] = file.subarray(24, 29);
  if (width === 0 || height === 0 || width > 0x7fffffff || height > 0x7fffffff) return undefined;
  if (
    !(bitDepths[colourType] ?? []).includes(bitDepth) ||
    compression !== 0 ||
    filter !== 0 ||
    interlace > 1
  )
    return undefined;
  return { width, height, bitDepth, colourType, interlaced: interlace === 1 };
}

/**
 * The chunks after the signature. Gives `undefined` and ends where a chunk is cut, misnamed, or
 * fails its checksum.
 */
export function* pngChunks(file: Uint8Array): Generator<Chunk | undefined, void> {
  for (let start = 8; ;) {
    const bodyStart = start + 8;
    const bodyEnd = bodyStart + u32be(file, start);
    const end = bodyEnd + 4;
    if (end > file.length || bodyStart > file.length) return yield undefined;
    const name = String.fromCharCode(...file.subarray(start + 4, bodyStart));
    if (!/^[A-Za-z]{4}$/.test(name) || crc32(file, start + 4, bodyEnd) !== u32be(file, bodyEnd))
      return yield undefined;
    yield { name, start, bodyStart, bodyEnd, end };
    start = end;
  }
}

function isPalette(header: PngHeader, bytes: number): boolean {
  if (bytes === 0 || bytes % 3 !== 0) return false;
  if (header.colourType === 3) return bytes <= 3 * 2 ** header.bitDepth;
  return bytes <= 768 && (header.colourType === 2 || header.colourType === 6);
}

function isTransparency(header: PngHeader, bytes: number, paletteBytes: number): boolean {
  if (header.colourType === 0) return bytes === 2;
  if (header.colourType === 2) return bytes === 6;
  return header.colourType === 3 && bytes >= 1 && 3 * bytes <= paletteBytes;
}
