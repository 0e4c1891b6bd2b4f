import { isJpeg, scanJpeg } from './jpeg.ts';
import { isPng, scanPng } from './png.ts';
import type { PictureProbe, Scan } from './scan.ts';
import { isWebp, scanWebp } from './webp.ts';

/** Why a file is no picture that can be used. */
export interface ProbeRefusal {
  /**
   * `type`: not JPEG, PNG or WebP by its first bytes. `malformed`: one of them, but cut or broken.
   */
  readonly refused: 'type' | 'malformed';
}

/**
 * Reads what a file is without decoding a pixel. The whole structure is walked, once: a file that
 * is cut anywhere, or whose segments or chunks do not fit together, is refused. Compressed data
 * inside of them is not looked at. Never throws, whatever the bytes; takes time in proportion to
 * their number, and memory that does not grow with it. The bytes are only read, and not kept.
 */
export function probePicture(file: Uint8Array): PictureProbe | ProbeRefusal {
  const scan = scanPicture(file);
  return 'probe' in scan ? scan.probe : scan;
}

/** The probe with the map of the file, for `stripPicture`. */
export function scanPicture(file: Uint8Array): Scan | ProbeRefusal {
  if (isJpeg(file)) return scanJpeg(file) ?? { refused: 'malformed' };
  if (isPng(file)) return scanPng(file) ?? { refused: 'malformed' };
  if (isWebp(file)) return scanWebp(file) ?? { refused: 'malformed' };
  return { refused: 'type' };
}
