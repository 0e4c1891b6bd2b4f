import type { Pictures } from '@sotto/core';
import { ensure, ensureBytes, ensureEqual, ensureSettles } from '../ensure.ts';
import { plainSamples, turnedSamples } from './samples.ts';
import { orientations, seenQuadrants } from './scene.ts';
import type { PicturesClauses } from './subject.ts';
import { cleaned, limits } from './subject.ts';

/** How the calls behave. */
export const callClauses: PicturesClauses<
  'own-bytes' | 'concurrent' | 'aborted' | 'aborted-midway'
> = {
  'own-bytes': {
    promise: 'the file is only read, and the result is the caller’s own',
    check: async ({ create }) => {
      const pictures = await create();
      for (const { name, file } of plainSamples()) {
        const given = file.slice();
        const { bytes } = await cleaned(pictures, { name, file });
        ensureBytes(file, given, `${name}: the file`);
        const copy = bytes.slice();
        file.fill(0);
        await cleaned(pictures, { name, file: given });
        ensureBytes(bytes, copy, `${name}: an earlier result`);
      }
    },
  },
  concurrent: {
    promise: 'calls at the same time do not mix',
    check: async ({ create, subject }) => {
      const pictures = await create();
      const turned = orientations.map(([orientation, quadrants]) => ({
        sample: turnedSamples(orientation)[0],
        quadrants,
      }));
      await Promise.all(
        turned.map(async ({ sample, quadrants }) => {
          ensure(sample !== undefined, 'no sample');
          const { bytes } = await cleaned(pictures, sample);
          ensureEqual(seenQuadrants(await subject.decode(bytes)), quadrants, sample.name);
        }),
      );
    },
  },
  aborted: {
    promise: 'a call whose signal is aborted rejects with its reason',
    check: async ({ create }) => {
      const pictures = await create();
      const signal = AbortSignal.abort('changed my mind');
      for (const call of ['clean', 'inspect'] as const) {
        ensureEqual(await outcome(pictures, call, signal), 'rejected: changed my mind', call);
      }
    },
  },
  'aborted-midway': {
    promise: 'aborting a call under way rejects it with the reason, and later calls work',
    check: async ({ create }) => {
      const pictures = await create();
      for (const call of ['clean', 'inspect'] as const) {
        const controller = new AbortController();
        const ending = outcome(pictures, call, controller.signal);
        controller.abort('changed my mind');
        ensureEqual(await ensureSettles(ending, call), 'rejected: changed my mind', call);
        ensureEqual(
          await outcome(pictures, call, new AbortController().signal),
          'resolved',
          `${call}, afterwards`,
        );
      }
    },
  },
};

async function outcome(
  pictures: Pictures,
  call: 'clean' | 'inspect',
  signal: AbortSignal,
): Promise<string> {
  const [sample] = plainSamples();
  ensure(sample !== undefined, 'no sample');
  return pictures[call](sample.file, limits({ signal })).then(
    () => 'resolved',
    (error: unknown) => `rejected: ${String(error)}`,
  );
}
