import type { Pictures } from '@sotto/core';
import { ensure, ensureEqual } from '../ensure.ts';
import { bombs, corruptSamples, foreignSamples } from './bad-samples.ts';
import type { Sample } from './samples.ts';
import {
  animatedSample,
  plainSamples,
  tellingJpegs,
  tellingPngs,
  tellingWebps,
  trailingSamples,
} from './samples.ts';
import { sceneHeight, sceneWidth } from './scene.ts';
import type { PicturesClauses } from './subject.ts';
import { cleaned, limits } from './subject.ts';

/** What is refused, and as what. */
export const refusalClauses: PicturesClauses<
  | 'type-refused'
  | 'bytes-bounded'
  | 'pixels-bounded'
  | 'truncated-refused'
  | 'corrupt-refused'
  | 'inspect-accepts'
  | 'inspect-metadata'
  | 'inspect-trailing'
  | 'inspect-frames'
  | 'inspect-type'
  | 'inspect-bounded'
  | 'inspect-malformed'
> = {
  'type-refused': {
    promise: 'whatever is not JPEG, PNG or WebP by its content is refused as type',
    check: async ({ create }) => {
      const pictures = await create();
      for (const sample of foreignSamples()) await ensureRefused(pictures, 'clean', sample, 'type');
    },
  },
  'bytes-bounded': {
    promise: 'a file of more than maxInputBytes is refused as bytes, one of just so many is not',
    check: async ({ create }) => {
      const pictures = await create();
      for (const sample of [...plainSamples(), ...foreignSamples()]) {
        if (sample.file.length === 0) continue;
        await ensureRefused(pictures, 'clean', sample, 'bytes', {
          maxInputBytes: sample.file.length - 1,
        });
      }
      for (const sample of plainSamples())
        await cleaned(pictures, sample, { maxInputBytes: sample.file.length });
    },
  },
  'pixels-bounded': {
    promise: 'more than maxInputPixels are refused as pixels, just so many are not',
    check: async ({ create }) => {
      const pictures = await create();
      const pixels = sceneWidth * sceneHeight;
      for (const sample of plainSamples()) {
        await ensureRefused(pictures, 'clean', sample, 'pixels', { maxInputPixels: pixels - 1 });
        await cleaned(pictures, sample, { maxInputPixels: pixels });
      }
      for (const sample of bombs()) await ensureRefused(pictures, 'clean', sample, 'pixels');
    },
  },
  'truncated-refused': {
    promise: 'a file that ends too early is refused as malformed, wherever it is cut',
    check: async ({ create }) => {
      const pictures = await create();
      for (const sample of plainSamples().flatMap(cuts))
        await ensureRefused(pictures, 'clean', sample, 'malformed');
    },
  },
  'corrupt-refused': {
    promise: 'a file of the right length that does not decode whole is refused as malformed',
    check: async ({ create }) => {
      const pictures = await create();
      for (const sample of corruptSamples())
        await ensureRefused(pictures, 'clean', sample, 'malformed');
    },
  },
  'inspect-accepts': {
    promise: 'inspect takes clean pictures, and says what they are',
    check: async ({ create }) => {
      const pictures = await create();
      for (const sample of plainSamples()) {
        const { bytes, mediaType, width, height } = await cleaned(pictures, sample);
        for (const [file, type] of [
          [bytes, mediaType],
          [sample.file, typeIn(sample)],
        ] as const) {
          const facts = await pictures.inspect(file, limits());
          ensure(
            facts.refused === undefined,
            `${sample.name}: refused as ${String(facts.refused)}`,
          );
          ensureEqual(`${facts.width} × ${facts.height}`, `${width} × ${height}`, sample.name);
          ensureEqual(facts.mediaType, type, sample.name);
        }
      }
    },
  },
  'inspect-metadata': {
    promise: 'inspect refuses a picture that carries anything besides pixels, as metadata',
    check: async ({ create }) => {
      const pictures = await create();
      for (const sample of [...tellingJpegs(), ...tellingPngs(), ...tellingWebps()]) {
        await ensureRefused(pictures, 'inspect', sample, 'metadata');
      }
    },
  },
  'inspect-trailing': {
    promise: 'inspect refuses anything behind the picture’s end, as metadata',
    check: async ({ create }) => {
      const pictures = await create();
      for (const sample of trailingSamples())
        await ensureRefused(pictures, 'inspect', sample, 'metadata');
    },
  },
  'inspect-frames': {
    promise: 'inspect refuses an animation, as metadata',
    check: async ({ create }) =>
      ensureRefused(await create(), 'inspect', animatedSample(), 'metadata'),
  },
  'inspect-type': {
    promise: 'inspect refuses whatever is not JPEG, PNG or WebP, as type',
    check: async ({ create }) => {
      const pictures = await create();
      for (const sample of foreignSamples())
        await ensureRefused(pictures, 'inspect', sample, 'type');
    },
  },
  'inspect-bounded': {
    promise: 'inspect keeps the bounds on bytes and pixels',
    check: async ({ create }) => {
      const pictures = await create();
      for (const sample of plainSamples()) {
        await ensureRefused(pictures, 'inspect', sample, 'bytes', {
          maxInputBytes: sample.file.length - 1,
        });
        await ensureRefused(pictures, 'inspect', sample, 'pixels', {
          maxInputPixels: sceneWidth * sceneHeight - 1,
        });
      }
      for (const sample of bombs()) await ensureRefused(pictures, 'inspect', sample, 'pixels');
    },
  },
  'inspect-malformed': {
    promise: 'inspect refuses what is cut or does not decode whole, as malformed',
    check: async ({ create }) => {
      const pictures = await create();
      for (const sample of [...plainSamples().flatMap(cuts), ...corruptSamples()]) {
        await ensureRefused(pictures, 'inspect', sample, 'malformed');
      }
    },
  },
};

async function ensureRefused(
  pictures: Pictures,
  call: 'clean' | 'inspect',
  sample: Sample,
  reason: string,
  change: Parameters<typeof limits>[0] = {},
): Promise<void> {
  const result = await pictures[call](sample.file, limits(change));
  ensure(result.refused !== undefined, `${sample.name}: accepted, expected ${reason}`);
  ensureEqual<string>(result.refused, reason, sample.name);
}

/**
 * The sample cut at its last byte and at sixteen places before, all behind the bytes that tell its
 * type.
 */
function cuts(sample: Sample): readonly Sample[] {
  const lengths = new Set([sample.file.length - 1, sample.file.length - 2]);
  for (let part = 1; part <= 16; part += 1)
    lengths.add(12 + Math.floor(((sample.file.length - 12) * part) / 17));
  return [...lengths].map((length) => ({
    name: `${sample.name}, ${length} of ${sample.file.length} bytes`,
    file: sample.file.slice(0, length),
  }));
}

function typeIn(sample: Sample): string {
  return (
    ['JPEG', 'PNG', 'WebP']
      .find((word) => sample.name.endsWith(word))
      ?.replace(/^/, 'image/')
      .toLowerCase() ?? ''
  );
}
