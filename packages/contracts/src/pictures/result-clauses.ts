import { ensure, ensureEqual } from '../ensure.ts';
import { zlibStored } from './checksums.ts';
import { pngChunk, pngFile, pngHeader } from './png-files.ts';
import { containsText, residue } from './residue.ts';
import type { Sample } from './samples.ts';
import {
  plainSamples,
  secret,
  tellingJpegs,
  tellingPngs,
  tellingWebps,
  trailingSamples,
  transparentSamples,
  turnedSamples,
} from './samples.ts';
import { sceneColours } from './scene.ts';
import type { PicturesClauses, PicturesSubject } from './subject.ts';
import { cleaned } from './subject.ts';
import type { Clause } from '../contract.ts';
import { thumbhashFacts } from './thumbhash.ts';

/** What is said of a cleaned picture is true, and nothing else is in it. */
export const resultClauses: PicturesClauses<
  | 'side-bounded'
  | 'never-enlarged'
  | 'facts-true'
  | 'thumbhash'
  | 'no-metadata-jpeg'
  | 'no-metadata-png'
  | 'no-metadata-webp'
  | 'no-trailing'
> = {
  'side-bounded': {
    promise: 'the longer side is at most maxSidePixels, in proportion',
    check: async ({ create }) => {
      const pictures = await create();
      const lying = { name: 'lying picture', file: turnedSamples(1)[0]?.file ?? new Uint8Array() };
      const standing = {
        name: 'standing picture',
        file: turnedSamples(6)[0]?.file ?? new Uint8Array(),
      };
      ensureEqual(await sizeWithin(pictures, lying, 32), '32 × 24', lying.name);
      ensureEqual(await sizeWithin(pictures, standing, 32), '24 × 32', standing.name);
      ensureEqual(
        await sizeWithin(pictures, { name: 'line', file: line(600) }, 100),
        '100 × 1',
        'a line',
      );
    },
  },
  'never-enlarged': {
    promise: 'a smaller picture keeps its size',
    check: async ({ create }) => {
      const pictures = await create();
      for (const sample of plainSamples())
        ensureEqual(await sizeWithin(pictures, sample, 2048), '64 × 48', sample.name);
    },
  },
  'facts-true': {
    promise: 'type and size are those of the bytes',
    check: async ({ create, subject }) => {
      const pictures = await create();
      const samples = [...plainSamples(), ...transparentSamples(), ...turnedSamples(6)];
      for (const sample of samples) {
        const { bytes, mediaType, width, height } = await cleaned(pictures, sample);
        const seen = await subject.decode(bytes);
        ensureEqual(`${width} × ${height}`, `${seen.width} × ${seen.height}`, sample.name);
        ensureEqual(mediaType, typeOf(bytes), sample.name);
      }
    },
  },
  thumbhash: {
    promise: 'the thumbhash is one of the upright picture, at most 25 bytes',
    check: async ({ create }) => {
      const pictures = await create();
      const average = [0, 1, 2].map(
        (channel) =>
          Object.values(sceneColours).reduce((sum, colour) => sum + (colour[channel] ?? 0), 0) /
          4 /
          255,
      );
      for (const [orientation, landscape] of [
        [1, true],
        [6, false],
      ] as const) {
        for (const sample of turnedSamples(orientation)) {
          const { thumbhash } = await cleaned(pictures, sample);
          ensure(
            thumbhash.length >= 5 && thumbhash.length <= 25,
            `${sample.name}: ${thumbhash.length} bytes`,
          );
          const facts = thumbhashFacts(thumbhash);
          ensureEqual(facts.landscape, landscape, `${sample.name}: landscape`);
          const far = facts.average.some(
            (value, channel) => Math.abs(value - (average[channel] ?? 0)) > 0.08,
          );
          ensure(
            !far,
            `${sample.name}: average ${facts.average.join(', ')}, expected ${average.join(', ')}`,
          );
        }
      }
    },
  },
  'no-metadata-jpeg': leavesNothing(
    'of what a JPEG carries besides pixels, nothing is left',
    tellingJpegs,
  ),
  'no-metadata-png': leavesNothing(
    'of what a PNG carries besides pixels, nothing is left',
    tellingPngs,
  ),
  'no-metadata-webp': leavesNothing(
    'of what a WebP carries besides pixels, nothing is left',
    tellingWebps,
  ),
  'no-trailing': leavesNothing(
    'of what stands behind a picture’s end, nothing is left',
    trailingSamples,
  ),
};

function leavesNothing(
  promise: string,
  samples: () => readonly Sample[],
): Clause<'pictures', PicturesSubject> {
  return {
    promise,
    check: async ({ create }) => {
      const pictures = await create();
      for (const sample of samples()) {
        const { bytes } = await cleaned(pictures, sample);
        ensureEqual(residue(bytes).join(', '), '', sample.name);
        ensure(!containsText(bytes, secret), `${sample.name}: the secret text is in the result`);
      }
    },
  };
}

async function sizeWithin(
  pictures: Parameters<typeof cleaned>[0],
  sample: { readonly name: string; readonly file: Uint8Array },
  maxSidePixels: number,
): Promise<string> {
  const { width, height } = await cleaned(pictures, sample, { maxSidePixels });
  return `${width} × ${height}`;
}

function line(width: number): Uint8Array {
  const pixels = zlibStored(new Uint8Array(1 + width));
  return pngFile([
    pngHeader({ width, height: 1, colourType: 0 }),
    pngChunk('IDAT', pixels),
    pngChunk('IEND', new Uint8Array()),
  ]);
}

function typeOf(bytes: Uint8Array): string {
  return { 0xff: 'image/jpeg', 0x89: 'image/png', 0x52: 'image/webp' }[bytes[0] ?? 0] ?? 'unknown';
}
