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
import {
  admitArrivedPicture,
  admitPicture,
  probePicture,
  stripPicture,
} from '@sotto/picture-probe';
import type { SharpConstructor } from 'sharp';
import { decodeUpright, decodeWhole } from './decode.ts';
import { encode, thumbhash } from './encode.ts';
import { takeTurns } from './turns.ts';

export interface SharpPicturesOptions {
  /** Of JPEG and WebP, 1 to 100. Default 82. */
  readonly quality?: number;
}

// The longest side that WebP can hold.
const encoderSidePixels = 16_383;

/**
 * Cleans pictures with sharp (libvips) in Node. One picture at a time is decoded, and none stays in
 * memory: `create` turns off sharp's cache, for the whole process.
 *
 * `create` rejects with PICTURES_UNAVAILABLE when sharp has no build for this platform.
 */
export function sharpPictures(options: SharpPicturesOptions = {}): Plugin<'pictures', never> {
  const { quality = 82 } = options;
  return definePlugin({
    id: 'pictures-sharp',
    point: 'pictures',
    contract: 1,
    needs: [],
    create: async () => {
      const engine = await loadSharp();
      engine.cache(false);
      const inTurn = takeTurns();
      return {
        clean: async (file, limits) => {
          limits.signal.throwIfAborted();
          const probe = admitPicture(file, limits);
          if (probe.refused !== undefined) return probe;
          return inTurn(limits.signal, () => clean(engine, file, probe, limits, quality));
        },
        inspect: async (file, limits) => {
          limits.signal.throwIfAborted();
          const probe = admitArrivedPicture(file, limits);
          if (probe.refused !== undefined) return probe;
          return inTurn(limits.signal, () => inspect(engine, file, probe));
        },
      } satisfies Pictures;
    },
  });
}

async function loadSharp(): Promise<SharpConstructor> {
  try {
    return (await import('sharp')).default;
  } catch (cause) {
    throw new SottoError<PicturesErrorCode>(
      'PICTURES_UNAVAILABLE',
      'sharp cannot be loaded on this platform.',
      { cause },
    );
  }
}

async function clean(
  engine: SharpConstructor,
  file: Uint8Array,
  probe: PictureProbe,
  limits: CleanOptions,
  quality: number,
): Promise<CleanPicture | PictureRefusal> {
  let picture;
  try {
    picture = await decodeUpright(
      engine,
      file,
      probe,
      Math.min(limits.maxSidePixels, encoderSidePixels),
    );
  } catch {
    // libvips says only in words why it stopped, and the words may quote the file.
    return { refused: 'malformed' };
  }
  limits.signal.throwIfAborted();
  const encoded = await orFailed(encode(engine, picture, quality));
  return {
    ...encoded,
    bytes: withoutMetadata(encoded.bytes),
    width: picture.width,
    height: picture.height,
    thumbhash: await orFailed(thumbhash(engine, picture)),
  };
}

async function inspect(
  engine: SharpConstructor,
  file: Uint8Array,
  probe: PictureProbe,
): Promise<PictureFacts | PictureRefusal> {
  try {
    await decodeWhole(engine, file, probe);
  } catch {
    return { refused: 'malformed' };
  }
  return { mediaType: probe.mediaType, width: probe.width, height: probe.height };
}

/**
 * Takes out what the encoder adds (a density), and looks again: nothing leaves here on trust in a
 * library.
 */
function withoutMetadata(encoded: Uint8Array): Uint8Array {
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
  return bytes;
}

async function orFailed<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw new SottoError<PicturesErrorCode>(
      'PICTURES_FAILED',
      'The picture could not be encoded.',
      { cause, retryable: true },
    );
  }
}
