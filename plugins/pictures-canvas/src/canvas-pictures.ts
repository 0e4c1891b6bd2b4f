import type {
  CleanOptions,
  CleanPicture,
  PictureFacts,
  PictureRefusal,
  Pictures,
  PicturesErrorCode,
  Plugin,
} from '@sotto/core';
import { definePlugin, SottoError } from '@sotto/core';
import type { PictureProbe } from '@sotto/picture-probe';
import { admitArrivedPicture, admitPicture } from '@sotto/picture-probe';
import { releaseCanvas } from './canvas.ts';
import { decode, drawUpright } from './decode.ts';
import { encode, thumbhash } from './encode.ts';
import { isFaithful } from './faithful.ts';
import { takeTurns } from './turns.ts';

export interface CanvasPicturesOptions {
  /** Of JPEG and WebP, 1 to 100. Default 82. */
  readonly quality?: number;
}

// The longest side that WebP can hold.
const encoderSidePixels = 16_383;

/**
 * Cleans pictures with the browser's own decoders and an OffscreenCanvas, in a window or a worker.
 * One picture at a time is decoded.
 *
 * `create` rejects with PICTURES_UNAVAILABLE where the browser lacks these, or does not give back
 * what was drawn.
 */
export function canvasPictures(options: CanvasPicturesOptions = {}): Plugin<'pictures', never> {
  const { quality = 82 } = options;
  return definePlugin({
    id: 'pictures-canvas',
    point: 'pictures',
    contract: 1,
    needs: [],
    create: async () => {
      await ensureFaithful();
      const inTurn = takeTurns();
      return {
        clean: async (file, limits) => {
          limits.signal.throwIfAborted();
          const probe = admitPicture(file, limits);
          if (probe.refused !== undefined) return probe;
          return inTurn(limits.signal, () => clean(file, probe, limits, quality));
        },
        inspect: async (file, limits) => {
          limits.signal.throwIfAborted();
          const probe = admitArrivedPicture(file, limits);
          if (probe.refused !== undefined) return probe;
          return inTurn(limits.signal, () => inspect(file, probe));
        },
      } satisfies Pictures;
    },
  });
}

async function ensureFaithful(): Promise<void> {
  let cause: unknown;
  try {
    if (await isFaithful()) return;
  } catch (error) {
    cause = error;
  }
  const message = 'This browser cannot re-encode pictures faithfully.';
  throw new SottoError<PicturesErrorCode>('PICTURES_UNAVAILABLE', message, { cause });
}

async function clean(
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

async function inspect(
  file: Uint8Array,
  probe: PictureProbe,
): Promise<PictureFacts | PictureRefusal> {
  const bitmap = await decode(file, probe);
  if (bitmap === undefined) return { refused: 'malformed' };
  bitmap.close();
  return { mediaType: probe.mediaType, width: probe.width, height: probe.height };
}
