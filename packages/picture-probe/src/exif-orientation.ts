import { hasAscii, u16be, u16le, u32be, u32le } from './integers.ts';
import type { Orientation } from './scan.ts';

const orientationTag = 0x0112;
const typeShort = 3;

/**
 * The tag Orientation of the first directory of an EXIF block (TIFF 6.0 §2), 1 when it is absent or
 * cannot be read. JPEG and some WebP files put `Exif\0\0` before the block; it is skipped.
 */
export function exifOrientation(block: Uint8Array): Orientation {
  const tiff = hasAscii(block, 0, 'Exif\0\0') ? block.subarray(6) : block;
  const little = hasAscii(tiff, 0, 'II');
  if (!little && !hasAscii(tiff, 0, 'MM')) return 1;
  const u16 = little ? u16le : u16be;
  const u32 = little ? u32le : u32be;
  const directory = u32(tiff, 4);
  if (u16(tiff, 2) !== 42 || directory < 8 || directory + 2 > tiff.length) return 1;
  const count = Math.min(u16(tiff, directory), Math.floor((tiff.length - directory - 2) / 12));
  for (let entry = directory + 2; entry < directory + 2 + 12 * count; entry += 12) {
    if (u16(tiff, entry) !== orientationTag) continue;
    if (u16(tiff, entry + 2) !== typeShort || u32(tiff, entry + 4) !== 1) return 1;
    const value = u16(tiff, entry + 8);
    return value >= 1 && value <= 8 ? (value as Orientation) : 1;
  }
  return 1;
}
