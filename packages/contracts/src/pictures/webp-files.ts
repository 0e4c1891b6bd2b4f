import { textBytes } from '../bytes.ts';
import { joinBytes } from './exif.ts';
import { sceneHeight, sceneWidth } from './scene.ts';

/** The first byte of VP8X (RFC 9649 §2.7.1). */
export const webpBits = { colour: 0x20, alpha: 0x10, exif: 0x08, xmp: 0x04 } as const;

/**
 * A WebP file of the scene with further chunks: `still` is a simple one, whose single chunk is
 * taken over.
 */
export function extendedWebp(
  still: Uint8Array,
  flags: number,
  before: readonly Uint8Array[],
  after: readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  const header = joinBytes([
    Uint8Array.of(flags, 0, 0, 0),
    u24(sceneWidth - 1),
    u24(sceneHeight - 1),
  ]);
  return webpFile([webpChunk('VP8X', header), ...before, still.subarray(12), ...after]);
}

export function webpFile(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return webpChunk('RIFF', joinBytes([textBytes('WEBP'), ...chunks]));
}

export function webpChunk(name: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const length = body.length;
  const size = Uint8Array.of(
    length & 0xff,
    (length >>> 8) & 0xff,
    (length >>> 16) & 0xff,
    length >>> 24,
  );
  return joinBytes([textBytes(name), size, body, new Uint8Array(length % 2)]);
}

function u24(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, (value >>> 8) & 0xff, value >>> 16);
}
