import type { Orientation, PictureProbe } from '@sotto/picture-probe';
import { stripPicture } from '@sotto/picture-probe';
import type { Sharp, SharpConstructor } from 'sharp';

/** Pixels in memory: sRGB, 8 bits a channel, row by row, alpha not premultiplied. */
export interface RawPicture {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
}

// How what is stored becomes what is seen (Exif 2.32 §4.6.4.A). sharp mirrors first, whatever the
// order of its calls, and then turns clockwise.
const turns: Readonly<Record<Orientation, readonly [degrees: number, mirrored: boolean]>> = {
  1: [0, false],
  2: [0, true],
  3: [180, false],
  4: [180, true],
  5: [270, true],
  6: [90, false],
  7: [90, true],
  8: [270, false],
};

/**
 * The picture decoded, fitted into a square of `maxSidePixels`, and upright. Rejects when it does
 * not decode whole.
 */
export async function decodeUpright(
  engine: SharpConstructor,
  file: Uint8Array,
  probe: PictureProbe,
  maxSidePixels: number,
): Promise<RawPicture> {
  const [degrees, mirrored] = turns[probe.orientation];
  const source = open(engine, file, probe);
  const { data, info } = await source
    .resize(maxSidePixels, maxSidePixels, { fit: 'inside', withoutEnlargement: true })
    .flop(mirrored)
    .rotate(degrees)
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels as 3 | 4 };
}

/** Resolves when every pixel could be decoded; holds no more than a few rows of them. */
export async function decodeWhole(
  engine: SharpConstructor,
  file: Uint8Array,
  probe: PictureProbe,
): Promise<void> {
  // Shrinking while loading would skip detail, and with it damage.
  await open(engine, file, probe)
    .resize(1, 1, { fit: 'fill', fastShrinkOnLoad: false })
    .raw()
    .toBuffer();
}

/**
 * The decoder sees the pixels and their colour profile and nothing else of a stranger's file: no
 * EXIF, no XMP, no second picture behind the first. It may decode as many pixels as the probe has
 * counted.
 */
function open(engine: SharpConstructor, file: Uint8Array, probe: PictureProbe): Sharp {
  const reduced = stripPicture(file, 'colour');
  if (reduced === undefined) throw new TypeError('Not a picture.');
  return engine(reduced, {
    failOn: 'error',
    limitInputPixels: probe.width * probe.height,
    autoOrient: false,
    pages: 1,
  });
}
