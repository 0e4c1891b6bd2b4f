import type { ProbeRefusal } from './probe.ts';
import { probePicture } from './probe.ts';
import type { PictureProbe } from './scan.ts';

/** What may be decoded. */
export interface PictureLimits {
  readonly maxInputBytes: number;
  /** Width times height. */
  readonly maxInputPixels: number;
}

/** Why a picture is not decoded; the words of core's `PictureRefusal`. */
export interface AdmissionRefusal {
  readonly refused: ProbeRefusal['refused'] | 'bytes' | 'pixels' | 'metadata';
}

/**
 * Judges a picture that is to be cleaned, before anything decodes it: bytes first, then type and
 * structure, then pixels.
 */
export function admitPicture(
  file: Uint8Array,
  limits: PictureLimits,
): PictureProbe | AdmissionRefusal {
  // Written so that a limit that is not a number admits nothing.
  if (!(file.length <= limits.maxInputBytes)) return { refused: 'bytes' };
  const probe = probePicture(file);
  if (probe.refused !== undefined) return probe;
  if (!(probe.width * probe.height <= limits.maxInputPixels)) return { refused: 'pixels' };
  return probe;
}

/** Judges a picture that arrived: as above, and it must be nothing but one upright picture. */
export function admitArrivedPicture(
  file: Uint8Array,
  limits: PictureLimits,
): PictureProbe | AdmissionRefusal {
  const probe = admitPicture(file, limits);
  if (probe.refused !== undefined) return probe;
  return probe.metadata || probe.animated || probe.trailingBytes > 0
    ? { refused: 'metadata' }
    : probe;
}
