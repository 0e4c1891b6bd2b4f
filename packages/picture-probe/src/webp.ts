import { exifOrientation } from './exif-orientation.ts';
import { hasAscii, u16le, u24le, u32le } from './integers.ts';
import type { Orientation, PartKind, Scan } from './scan.ts';
import { partList } from './scan.ts';

/** Bits of the first byte of VP8X (RFC 9649 §2.7.1). */
export const webpFlags: {
  readonly colour: number;
  readonly alpha: number;
  readonly exif: number;
  readonly xmp: number;
  readonly animation: number;
} = { colour: 0x20, alpha: 0x10, exif: 0x08, xmp: 0x04, animation: 0x02 };

interface Chunk {
  readonly name: string;
  readonly start: number;
  readonly bodyStart: number;
  readonly bodyEnd: number;
  readonly end: number;
}

interface Bitstream {
  readonly width: number;
  readonly height: number;
  readonly alpha: boolean;
}

export function isWebp(file: Uint8Array): boolean {
  return hasAscii(file, 0, 'RIFF') && hasAscii(file, 8, 'WEBP');
}

/** Walks a WebP file once, to the end of its RIFF. `undefined` when it is cut or broken. */
export function scanWebp(file: Uint8Array): Scan | undefined {
  const fileEnd = 8 + u32le(file, 4);
  if (fileEnd % 2 !== 0 || fileEnd > file.length) return undefined;
  const { parts, add } = partList();
  add('pixels', 0, 12);
  let canvas: Bitstream | undefined;
  let still: Bitstream | undefined;
  let orientation: Orientation | undefined;
  let metadata = false;
  let flags: number | undefined;
  let animationFrames = 0;
  let alphaChunk = false;
  for (const chunk of riffChunks(file, 12, fileEnd)) {
    if (chunk === undefined) return undefined;
    let kind: PartKind = 'pixels';
    switch (chunk.name) {
      case 'VP8X': {
        if (chunk.start !== 12 || chunk.bodyEnd - chunk.bodyStart !== 10) return undefined;
        flags = file[chunk.bodyStart] as number;
        // Reserved bits and bytes must be zero; a promise of metadata counts as metadata.
        if (
          (flags & ~(webpFlags.alpha | webpFlags.animation)) !== 0 ||
          u24le(file, chunk.bodyStart + 1) !== 0
        )
          metadata = true;
        canvas = {
          width: 1 + u24le(file, chunk.bodyStart + 4),
          height: 1 + u24le(file, chunk.bodyStart + 7),
          alpha: (flags & webpFlags.alpha) !== 0,
        };
        break;
      }
      case 'VP8 ':
      case 'VP8L':
        if (
          still !== undefined ||
          animationFrames > 0 ||
          (canvas === undefined && chunk.start !== 12)
        )
          return undefined;
        still = bitstream(file, chunk);
        if (still === undefined) return undefined;
        break;
      case 'ALPH':
        if (canvas === undefined || still !== undefined || alphaChunk) return undefined;
        alphaChunk = true;
        break;
      case 'ANIM':
        if (canvas === undefined) return undefined;
        break;
      case 'ANMF':
        if (canvas === undefined || still !== undefined || !isFrame(file, chunk, canvas))
          return undefined;
        animationFrames += 1;
        break;
      default:
        kind = chunk.name === 'ICCP' ? 'colour' : 'metadata';
        metadata = true;
        if (chunk.name === 'EXIF')
          orientation ??= exifOrientation(file.subarray(chunk.bodyStart, chunk.bodyEnd));
    }
    if (!add(kind, chunk.start, chunk.end)) return undefined;
  }
  const animated = flags !== undefined && (flags & webpFlags.animation) !== 0;
  if (animated !== animationFrames > 0) return undefined;
  if (!animated && still === undefined) return undefined;
  const size = canvas ?? still;
  if (size === undefined) return undefined;
  if (still !== undefined && (still.width !== size.width || still.height !== size.height))
    return undefined;
  return {
    probe: {
      mediaType: 'image/webp',
      width: size.width,
      height: size.height,
      orientation: orientation ?? 1,
      alpha: size.alpha || alphaChunk || still?.alpha === true,
      animated,
      metadata,
      trailingBytes: file.length - fileEnd,
    },
    parts,
  };
}

/** RIFF chunks from `start` to `limit`. Gives `undefined` and ends where one is cut. */
export function* riffChunks(
  file: Uint8Array,
  start: number,
  limit: number,
): Generator<Chunk | undefined, void> {
  while (start < limit) {
    const bodyStart = start + 8;
    const bodyEnd = bodyStart + u32le(file, start + 4);
    const end = bodyEnd + (bodyEnd % 2);
    if (bodyStart > limit || end > limit) return yield undefined;
    yield {
      name: String.fromCharCode(...file.subarray(start, start + 4)),
      start,
      bodyStart,
      bodyEnd,
      end,
    };
    start = end;
  }
}

/** The size in a VP8 key frame (RFC 6386 §9.1) or a VP8L header (RFC 9649 §3.4). */
function bitstream(file: Uint8Array, chunk: Chunk): Bitstream | undefined {
  const { bodyStart: at, bodyEnd } = chunk;
  if (chunk.name === 'VP8L') {
    if (bodyEnd - at < 6 || file[at] !== 0x2f) return undefined;
    const bits = u32le(file, at + 1);
    if (bits >>> 29 !== 0) return undefined;
    return {
      width: 1 + (bits & 0x3fff),
      height: 1 + ((bits >>> 14) & 0x3fff),
      alpha: (bits & 0x10000000) !== 0,
    };
  }
  if (bodyEnd - at < 10) return undefined;
  const tag = u24le(file, at);
  const keyFrame = (tag & 1) === 0;
  const shown = ((tag >> 4) & 1) === 1;
  if (!keyFrame || !shown || at + 10 + (tag >> 5) > bodyEnd || u24le(file, at + 3) !== 0x2a019d)
    return undefined;
  const width = u16le(file, at + 6) & 0x3fff;
  const height = u16le(file, at + 8) & 0x3fff;
  return width > 0 && height > 0 ? { width, height, alpha: false } : undefined;
}

/**
 * Whether an ANMF chunk (RFC 9649 §2.7.1.1) lies within the canvas and holds one bitstream of its
 * size.
 */
function isFrame(file: Uint8Array, chunk: Chunk, canvas: Bitstream): boolean {
  const { bodyStart: at, bodyEnd } = chunk;
  if (bodyEnd - at < 16) return false;
  const width = 1 + u24le(file, at + 6);
  const height = 1 + u24le(file, at + 9);
  if (
    2 * u24le(file, at) + width > canvas.width ||
    2 * u24le(file, at + 3) + height > canvas.height
  )
    return false;
  let found: Bitstream | undefined;
  for (const inner of riffChunks(file, at + 16, bodyEnd)) {
    if (inner === undefined) return false;
    if (inner.name !== 'VP8 ' && inner.name !== 'VP8L') continue;
    if (found !== undefined) return false;
    found = bitstream(file, inner);
    if (found === undefined) return false;
  }
  return found?.width === width && found.height === height;
}
