import type {
  CleanOptions,
  CleanPicture,
  PictureFacts,
  PictureRefusal,
  Pictures,
} from '@sotto/core';
import { textBytes } from '../bytes.ts';
import type { Flaw, Flaws } from '../contract.ts';
import { flawOf } from '../contract.ts';
import { joinBytes } from '../pictures/exif.ts';
import { jpegSegment, withSegments } from '../pictures/jpeg-segments.ts';
import { pngScene } from '../pictures/png-files.ts';
import { containsText } from '../pictures/residue.ts';
import type { PicturesClauseId } from '../pictures/subject.ts';

type Cleaned = CleanPicture | PictureRefusal;
type Inspected = PictureFacts | PictureRefusal;

const scene: PictureFacts = { mediaType: 'image/png', width: 64, height: 48 };

/** Each breaks one promise, the way a careless implementation would. */
export const brokenPictures: Flaws<PicturesClauseId, 'pictures'> = {
  'plain-in': refusing((file) => file[0] === 0x89, 'type'),
  'odd-colours': refusing((file) => containsText(file, 'Adobe'), 'malformed'),
  upright: flawOf((good) => ({ clean: (file, options) => good.clean(withoutExif(file), options) })),
  'colours-converted': showing({ quadrants: 'RRBB' }),
  'opaque-jpeg': changed((result) => ({ ...result, ...scene, bytes: pngScene() })),
  'transparent-kept': showing({}),
  'first-frame': showing({ quadrants: 'YBGR' }),
  'side-bounded': withOptions({ maxSidePixels: 2048 }),
  'never-enlarged': changed((result, options) => ({ ...result, width: options.maxSidePixels })),
  'facts-true': changed((result) => ({ ...result, width: result.height, height: result.width })),
  thumbhash: changed((result) => ({ ...result, thumbhash: new Uint8Array(25) })),
  'no-metadata-jpeg': changed((result) => ({
    ...result,
    bytes: withSegments(result.bytes, [jpegSegment(0xfe, textBytes('made with love'))]),
  })),
  'no-metadata-png': passingThrough('image/png'),
  'no-metadata-webp': passingThrough('image/webp'),
  'no-trailing': changed((result) => ({
    ...result,
    bytes: joinBytes([result.bytes, textBytes('.')]),
  })),
  'type-refused': renamed('clean', 'type', 'malformed'),
  'bytes-bounded': withOptions({ maxInputBytes: Number.POSITIVE_INFINITY }),
  'pixels-bounded': withOptions({ maxInputPixels: Number.POSITIVE_INFINITY }),
  'truncated-refused': lenient('clean', 'malformed'),
  'corrupt-refused': lenient('clean', 'malformed'),
  'inspect-accepts': flawOf(() => ({ inspect: async () => ({ ...scene, width: 48, height: 64 }) })),
  'inspect-metadata': lenient('inspect', 'metadata'),
  'inspect-trailing': lenient('inspect', 'metadata'),
  'inspect-frames': lenient('inspect', 'metadata'),
  'inspect-type': renamed('inspect', 'type', 'malformed'),
  'inspect-bounded': lenient('inspect', 'pixels'),
  'inspect-malformed': lenient('inspect', 'malformed'),
  'own-bytes': flawOf((good) => ({
    clean: async (file, options) => {
      const result = await good.clean(file, options);
      file.fill(0);
      return result;
    },
  })),
  concurrent: flawOf((good) => {
    let latest: Promise<Cleaned>;
    return {
      clean: async (file, options) => {
        latest = good.clean(file, options);
        await Promise.resolve();
        return latest;
      },
    };
  }),
  aborted: deaf(),
  'aborted-midway': deaf(),
};

/** Cleans, then changes a result that is none of a refusal. */
function changed(
  change: (result: CleanPicture, options: CleanOptions) => CleanPicture,
): Flaw<'pictures'> {
  return flawOf((good) => ({
    clean: async (file, options) => {
      const result = await good.clean(file, options);
      return result.refused === undefined ? change(result, options) : result;
    },
  }));
}

/** Gives the same picture for every file. */
function showing(picture: Parameters<typeof pngScene>[0]): Flaw<'pictures'> {
  return flawOf((good) => ({ clean: (_, options) => good.clean(pngScene(picture), options) }));
}

function refusing(
  which: (file: Uint8Array) => boolean,
  refused: PictureRefusal['refused'],
): Flaw<'pictures'> {
  return flawOf((good) => ({
    clean: async (file, options) => (which(file) ? { refused } : good.clean(file, options)),
  }));
}

/** Strips nothing: gives the file back as it came. */
function passingThrough(mediaType: PictureFacts['mediaType']): Flaw<'pictures'> {
  return changedWithFile((result, file) => ({ ...result, mediaType, bytes: file.slice() }));
}

function changedWithFile(
  change: (result: CleanPicture, file: Uint8Array) => CleanPicture,
): Flaw<'pictures'> {
  return flawOf((good) => ({
    clean: async (file, options) => {
      const result = await good.clean(file, options);
      return result.refused === undefined ? change(result, file) : result;
    },
  }));
}

function withOptions(change: Partial<CleanOptions>): Flaw<'pictures'> {
  return flawOf((good) => ({
    clean: (file, options) => good.clean(file, { ...options, ...change }),
  }));
}

/** Accepts what is to be refused for one reason. */
function lenient(call: 'clean' | 'inspect', reason: PictureRefusal['refused']): Flaw<'pictures'> {
  const accept = async (
    good: Pictures,
    result: Cleaned | Inspected,
    options: CleanOptions,
  ): Promise<Cleaned | Inspected> => {
    if (result.refused !== reason) return result;
    return call === 'clean' ? good.clean(pngScene(), options) : scene;
  };
  return flawOf((good) => ({
    [call]: async (file: Uint8Array, options: CleanOptions) =>
      accept(good, await good[call](file, options), options),
  }));
}

function renamed(
  call: 'clean' | 'inspect',
  from: PictureRefusal['refused'],
  to: PictureRefusal['refused'],
): Flaw<'pictures'> {
  return flawOf((good) => ({
    [call]: async (file: Uint8Array, options: CleanOptions) => {
      const result = await good[call](file, options);
      return result.refused === from ? { refused: to } : result;
    },
  }));
}

/** Never looks at the signal. */
function deaf(): Flaw<'pictures'> {
  const signal = new AbortController().signal;
  return flawOf((good) => ({
    clean: (file, options) => good.clean(file, { ...options, signal }),
    inspect: (file, options) => good.inspect(file, { ...options, signal }),
  }));
}

/** Makes the decoder overlook a JPEG's EXIF segment. */
function withoutExif(file: Uint8Array): Uint8Array {
  const copy = file.slice();
  const at = copy.findIndex(
    (_, index) => String.fromCharCode(...copy.subarray(index, index + 6)) === 'Exif\0\0',
  );
  if (at !== -1) copy.fill(0x78, at, at + 4);
  return copy;
}
