import type { CleanOptions, CleanPicture, PictureFacts, PictureRefusal } from '@sotto/core';
import type { PicturesErrorCode } from '@sotto/core';
import { SottoError } from '@sotto/core';
import type { PictureProbe } from '@sotto/picture-probe';
import { admitArrivedPicture, admitPicture } from '@sotto/picture-probe';
import { releaseCanvas } from './canvas.ts';
import { decode, drawUpright } from './decode.ts';
import { encode, thumbhash } from './encode.ts';

export { admitArrivedPicture, admitPicture };

// The longest side that WebP can hold.
const encoderSidePixels = 16_383;

/** A picture as it is sent: upright, and with nothing but its pixels. */
export async function clean(
  file: Uint8Array,
  probe: PictureProbe,
  limits: CleanOptions,
  quality: number,
): Promise<CleanPicture | PictureRefusal> {
  const bitmap = await decode(file, probe);
  if (bitmap === undefined) return { refused: 'malformed' };
  const canvas = drawUpright(
    bitmap,
    probe.orientation,
    Math.min(limits.maxSidePixels, encoderSidePixels),
  );
  bitmap.close();
  if (canvas === undefined) {
    throw new SottoError<PicturesErrorCode>('PICTURES_FAILED', 'The browser gave no canvas.', {
      retryable: true,
    });
  }
  try {
    limits.signal.throwIfAborted();
    const { width, height } = canvas.surface;
    return {
      ...(await encode(canvas, probe.alpha, quality)),
      width,
      height,
      thumbhash: thumbhash(canvas),
    };
  } finally {
    releaseCanvas(canvas);
  }
}

/** What a picture that has come is. */
export async function inspect(
  file: Uint8Array,
  probe: PictureProbe,
): Promise<PictureFacts | PictureRefusal> {
  const bitmap = await decode(file, probe);
  if (bitmap === undefined) return { refused: 'malformed' };
  bitmap.close();
  return { mediaType: probe.mediaType, width: probe.width, height: probe.height };
}
