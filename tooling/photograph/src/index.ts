import { jpegWithExif } from '@sotto/contracts';
import sharp from 'sharp';
import { paintPhotograph } from './paint.ts';

export interface PhotographOptions {
  readonly seed: number;
  /** Pixels as seen. */
  readonly width?: number;
  readonly height?: number;
}

/** Text in the photograph's EXIF, next to the place; must be found in nothing that was sent. */
export const photographMaker = 'SottoPhotographMaker';
/** Where it was taken, in degrees north and east. */
export const photographPlace: { readonly latitude: number; readonly longitude: number } = {
  latitude: 52.5163,
  longitude: 13.3777,
};

/**
 * A photograph as a phone held upright takes it: 12 megapixels (3024 × 4032), a JPEG of some four
 * megabytes, stored lying on its side with the EXIF orientation 6, and with the place where it was
 * taken. The same bytes for the same seed and the same version of sharp.
 */
export async function takePhotograph(options: PhotographOptions): Promise<Uint8Array<ArrayBuffer>> {
  const { seed, width = 3024, height = 4032 } = options;
  const pixels = paintPhotograph(width, height, seed);
  const jpeg = await sharp(pixels, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .rotate(270)
    .jpeg({ quality: 92 })
    .toBuffer();
  return jpegWithExif(jpeg, { orientation: 6, maker: photographMaker, place: photographPlace });
}
