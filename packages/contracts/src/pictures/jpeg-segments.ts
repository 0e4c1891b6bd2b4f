import { textBytes } from '../bytes.ts';
import type { ExifFields } from './exif.ts';
import { exifBlock, joinBytes } from './exif.ts';

/**
 * A JPEG marker segment (ITU-T T.81 §B.1.1.4): `marker` is its second byte, such as 0xe1 for APP1.
 */
export function jpegSegment(marker: number, body: Uint8Array): Uint8Array {
  const length = body.length + 2;
  return joinBytes([Uint8Array.of(0xff, marker, length >>> 8, length & 0xff), body]);
}

/** A JPEG with segments put right after its start marker, where cameras put theirs. */
export function withSegments(
  jpeg: Uint8Array,
  segments: readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  return joinBytes([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);
}

/**
 * A JPEG as a phone would have written it: with an EXIF segment that says how to turn it, what took
 * it, and where.
 */
export function jpegWithExif(jpeg: Uint8Array, fields: ExifFields): Uint8Array<ArrayBuffer> {
  return withSegments(jpeg, [
    jpegSegment(0xe1, joinBytes([textBytes('Exif\0\0'), exifBlock(fields)])),
  ]);
}
