import type { CleanPicture, PicturesErrorCode } from '@sotto/core';
import { SottoError } from '@sotto/core';
import { probePicture, stripPicture } from '@sotto/picture-probe';
import { rgbaToThumbHash } from 'thumbhash';
import type { Canvas } from './canvas.ts';
import { createCanvas, encodeCanvas, releaseCanvas } from './canvas.ts';

// ThumbHash takes at most 100 by 100 pixels.
const thumbSidePixels = 100;
// Rows looked at in one piece when searching for transparency.
const stripRows = 256;

/** JPEG for an opaque picture; WebP, or PNG where the browser has no WebP encoder, for another. */
export async function encode(
  canvas: Canvas,
  mayBeTransparent: boolean,
  quality: number,
): Promise<Pick<CleanPicture, 'bytes' | 'mediaType'>> {
  const type = mayBeTransparent && isTransparent(canvas.context) ? 'image/webp' : 'image/jpeg';
  let encoded;
  try {
    encoded = new Uint8Array(
      await (await encodeCanvas(canvas, { type, quality: quality / 100 })).arrayBuffer(),
    );
  } catch (cause) {
    throw new SottoError<PicturesErrorCode>(
      'PICTURES_FAILED',
      'The browser could not encode the picture.',
      { cause, retryable: true },
    );
  }
  // Browsers differ in what they add (a density, a colour profile). Taken out, and looked at again.
  const bytes = stripPicture(encoded, 'pixels');
  const probe = bytes === undefined ? undefined : probePicture(bytes);
  if (
    bytes === undefined ||
    probe?.refused !== undefined ||
    probe?.metadata !== false ||
    probe.trailingBytes > 0
  ) {
    throw new SottoError<PicturesErrorCode>(
      'PICTURES_UNCLEAN',
      'The encoded picture still carries metadata.',
    );
  }
  return { bytes, mediaType: probe.mediaType };
}

export function thumbhash({ surface }: Canvas): Uint8Array {
  const scale = Math.min(1, thumbSidePixels / Math.max(surface.width, surface.height));
  const width = Math.max(1, Math.round(surface.width * scale));
  const height = Math.max(1, Math.round(surface.height * scale));
  const small = createCanvas(width, height);
  if (small === undefined) {
    throw new SottoError<PicturesErrorCode>('PICTURES_FAILED', 'The browser gave no canvas.', {
      retryable: true,
    });
  }
  small.context.imageSmoothingQuality = 'high';
  small.context.drawImage(surface, 0, 0, width, height);
  const hash = rgbaToThumbHash(width, height, small.context.getImageData(0, 0, width, height).data);
  releaseCanvas(small);
  return hash;
}

function isTransparent(context: OffscreenCanvasRenderingContext2D): boolean {
  const { width, height } = context.canvas;
  for (let top = 0; top < height; top += stripRows) {
    const { data } = context.getImageData(0, top, width, Math.min(stripRows, height - top));
    for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return true;
  }
  return false;
}
