import type { Pictures, PicturesErrorCode, Plugin } from '@sotto/core';
import { definePlugin, SottoError } from '@sotto/core';
import type * as cleaningParts from './clean.ts';
import { isFaithful } from './faithful.ts';
import { takeTurns } from './turns.ts';

export interface CanvasPicturesOptions {
  /** Of JPEG and WebP, 1 to 100. Default 82. */
  readonly quality?: number;
}

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
          const { admitPicture, clean } = await cleaning();
          const probe = admitPicture(file, limits);
          if (probe.refused !== undefined) return probe;
          return inTurn(limits.signal, () => clean(file, probe, limits, quality));
        },
        inspect: async (file, limits) => {
          limits.signal.throwIfAborted();
          const { admitArrivedPicture, inspect } = await cleaning();
          const probe = admitArrivedPicture(file, limits);
          if (probe.refused !== undefined) return probe;
          return inTurn(limits.signal, () => inspect(file, probe));
        },
      } satisfies Pictures;
    },
  });
}

/** Loaded with the first picture. @throws PICTURES_FAILED, retryable, when it cannot be had */
async function cleaning(): Promise<typeof cleaningParts> {
  try {
    return await import('./clean.ts');
  } catch (cause) {
    throw new SottoError<PicturesErrorCode>(
      'PICTURES_FAILED',
      'What cleans pictures did not load.',
      {
        ...{ retryable: true, cause },
      },
    );
  }
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
