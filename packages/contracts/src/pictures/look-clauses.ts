import { ensure, ensureEqual } from '../ensure.ts';
import {
  animatedSample,
  oddColourSamples,
  plainSamples,
  profiledSample,
  transparentSamples,
  turnedSamples,
} from './samples.ts';
import {
  orientations,
  pixelAt,
  sceneHeight,
  sceneQuadrants,
  sceneWidth,
  seenQuadrants,
} from './scene.ts';
import type { PicturesClauses } from './subject.ts';
import { cleaned } from './subject.ts';

/** A cleaned picture looks like the one that was given. */
export const lookClauses: PicturesClauses<
  | 'plain-in'
  | 'odd-colours'
  | 'upright'
  | 'colours-converted'
  | 'opaque-jpeg'
  | 'transparent-kept'
  | 'first-frame'
> = {
  'plain-in': {
    promise: 'JPEG, PNG and WebP come out showing the same picture',
    check: async ({ create, subject }) => {
      const pictures = await create();
      for (const sample of plainSamples()) {
        const { bytes, width, height } = await cleaned(pictures, sample);
        ensureEqual(`${width} × ${height}`, `${sceneWidth} × ${sceneHeight}`, sample.name);
        ensureEqual(seenQuadrants(await subject.decode(bytes)), sceneQuadrants, sample.name);
      }
    },
  },
  'odd-colours': {
    promise: 'pictures in grey, in 16 bits and for print are taken',
    check: async ({ create, subject }) => {
      const pictures = await create();
      for (const sample of oddColourSamples()) {
        const seen = await subject.decode((await cleaned(pictures, sample)).bytes);
        // In every colour model the top left is darker than the bottom right.
        const [dark, light] = [pixelAt(seen, 0.25, 0.25), pixelAt(seen, 0.75, 0.75)];
        ensure((dark[1] ?? 0) + 50 < (light[1] ?? 0), `${sample.name}: lost its light and dark`);
      }
    },
  },
  upright: {
    promise: 'pixels are turned as EXIF says, in all eight ways and all three types',
    check: async ({ create, subject }) => {
      const pictures = await create();
      const nonsense = [0, 9].map((orientation) => [orientation, sceneQuadrants] as const);
      for (const [orientation, quadrants] of [...orientations, ...nonsense]) {
        for (const sample of turnedSamples(orientation)) {
          const { bytes, width, height } = await cleaned(pictures, sample);
          ensureEqual(
            width > height,
            orientation < 5 || orientation > 8,
            `${sample.name}: wider than high`,
          );
          ensureEqual(seenQuadrants(await subject.decode(bytes)), quadrants, sample.name);
        }
      }
    },
  },
  'colours-converted': {
    promise: 'colours are converted to sRGB by the profile that the file brings',
    check: async ({ create, subject }) => {
      const { bytes } = await cleaned(await create(), profiledSample('RRBB'));
      ensureEqual(
        seenQuadrants(await subject.decode(bytes)),
        'BBRR',
        'red above blue, told to change places',
      );
    },
  },
  'opaque-jpeg': {
    promise: 'a picture whose pixels are all opaque comes out as JPEG',
    check: async ({ create }) => {
      const pictures = await create();
      for (const sample of plainSamples()) {
        const { bytes, mediaType } = await cleaned(pictures, sample);
        ensureEqual(mediaType, 'image/jpeg', sample.name);
        ensure(bytes[0] === 0xff && bytes[1] === 0xd8, `${sample.name}: the bytes are no JPEG`);
      }
    },
  },
  'transparent-kept': {
    promise: 'transparent pixels stay transparent',
    check: async ({ create, subject }) => {
      const pictures = await create();
      for (const sample of transparentSamples()) {
        const { bytes, mediaType } = await cleaned(pictures, sample);
        ensure(mediaType !== 'image/jpeg', `${sample.name}: came out as JPEG`);
        const seen = await subject.decode(bytes);
        const [left, right] = [
          pixelAt(seen, 0.25, 0.25)[3] ?? 0,
          pixelAt(seen, 0.75, 0.75)[3] ?? 0,
        ];
        ensure(
          Math.abs(left - 102) < 12 && right > 250,
          `${sample.name}: alpha ${left} and ${right}, expected 102 and 255`,
        );
        ensureEqual(seenQuadrants(seen), sceneQuadrants, sample.name);
      }
    },
  },
  'first-frame': {
    promise: 'an animation gives its first frame',
    check: async ({ create, subject }) => {
      const sample = animatedSample();
      const { bytes } = await cleaned(await create(), sample);
      ensureEqual(seenQuadrants(await subject.decode(bytes)), sceneQuadrants, sample.name);
    },
  },
};
