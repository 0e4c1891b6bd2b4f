import { isKindMediaType, kindLimits } from '@sotto/core';
import { ensure, ensureEqual } from '../ensure.ts';
import type { KindsClauses } from './subject.ts';
import { samplesOf } from './variations.ts';

/** What a plugin says of its kinds before any content. */
export const kindListClauses: KindsClauses<'kinds-listed' | 'same-kinds-again'> = {
  'kinds-listed': {
    promise:
      'there are 1 to 16 kinds, each with a media type of its own tree, none twice, and bounds of the point',
    check: async ({ create, subject }) => {
      const { kinds } = await create();
      const count = kinds.length;
      ensure(count >= 1 && count <= kindLimits.maxKinds, `${count} kinds`);
      ensureEqual(new Set(kinds.map(({ mediaType }) => mediaType)).size, count, 'media types');
      for (const kind of kinds) {
        const { mediaType, maxBytes, answers } = kind;
        ensure(isKindMediaType(mediaType), `the media type ${mediaType}`);
        ensure(isCount(maxBytes, kindLimits.maxDataBytes), `maxBytes of ${mediaType}: ${maxBytes}`);
        if (answers !== undefined) {
          const { perSender } = answers;
          ensure(isCount(perSender, kindLimits.maxAnswersPerSender), `perSender: ${perSender}`);
          ensure(
            samplesOf(kind, subject.samples, 'answer').length > 0,
            `no sample answer for ${mediaType}`,
          );
        }
        ensure(
          samplesOf(kind, subject.samples, 'message').length > 0,
          `no sample message for ${mediaType}`,
        );
      }
    },
  },
  'same-kinds-again': {
    promise: 'created again, the plugin has the same kinds in the same order',
    check: async ({ create, clock }) => {
      const outline = async (): Promise<string> =>
        JSON.stringify(
          (await create()).kinds.map(({ mediaType, maxBytes, answers, view }) => [
            mediaType,
            maxBytes,
            answers?.perSender,
            view,
          ]),
        );
      const before = await outline();
      clock.advance(86_400_000);
      ensure((await outline()) === before, 'other kinds');
    },
  },
};

function isCount(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= max;
}
