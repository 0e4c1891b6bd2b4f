import type { Orientation, PictureProbe } from '@sotto/picture-probe';
import { stripPicture } from '@sotto/picture-probe';
import type { Canvas } from './canvas.ts';
import { createCanvas } from './canvas.ts';
import { isWholePng } from './whole-png.ts';

/**
 * The picture as the browser decodes it, as stored, not turned; `undefined` when it does not decode
 * whole. The caller closes it.
 *
 * The decoder sees the pixels and their colour profile and nothing else of a stranger's file.
 * Without EXIF every browser leaves the orientation alone, so that it is applied once, here, from
 * the probe.
 */
export async function decode(
  file: Uint8Array,
  probe: PictureProbe,
): Promise<ImageBitmap | undefined> {
  const reduced = stripPicture(file, 'colour');
  if (reduced === undefined) return undefined;
  if (probe.mediaType === 'image/png' && !(await isWholePng(reduced))) return undefined;
  let bitmap;
  try {
    bitmap = await createImageBitmap(new Blob([reduced], { type: probe.mediaType }));
  } catch {
    // An InvalidStateError without further words is all that a browser tells of a picture that it
    // cannot decode.
    return undefined;
  }
  if (bitmap.width === probe.width && bitmap.height === probe.height) return bitmap;
  bitmap.close();
  return undefined;
}

/**
 * Draws the bitmap upright, fitted into a square of `maxSidePixels`, never enlarged. `undefined`
 * for want of a canvas.
 */
export function drawUpright(
  bitmap: ImageBitmap,
  orientation: Orientation,
  maxSidePixels: number,
): Canvas | undefined {
  const scale = Math.min(1, maxSidePixels / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const sideways = orientation >= 5;
  const canvas = createCanvas(sideways ? height : width, sideways ? width : height);
  if (canvas === undefined) return undefined;
  canvas.context.imageSmoothingQuality = 'high';
  canvas.context.setTransform(...uprightTransform(orientation, width, height));
  canvas.context.drawImage(bitmap, 0, 0, width, height);
  return canvas;
}

/**
 * Where the stored pixel (x, y) is seen (Exif 2.32 §4.6.4.A), as a canvas transform: (ax + cy + e,
 * bx + dy + f).
 */
function uprightTransform(orientation: Orientation, width: number, height: number): Transform {
  const transforms: Readonly<Record<Orientation, Transform>> = {
    1: [1, 0, 0, 1, 0, 0],
    2: [-1, 0, 0, 1, width, 0],
    3: [-1, 0, 0, -1, width, height],
    4: [1, 0, 0, -1, 0, height],
    5: [0, 1, 1, 0, 0, 0],
    6: [0, 1, -1, 0, height, 0],
    7: [0, -1, -1, 0, height, width],
    8: [0, -1, 1, 0, 0, width],
  };
  return transforms[orientation];
}

type Transform = readonly [a: number, b: number, c: number, d: number, e: number, f: number];
