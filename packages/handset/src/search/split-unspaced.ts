/** Scripts that are written without spaces between words. */
const scripts = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar']
  .map((name) => `\\p{Script_Extensions=${name}}`)
  .join('');
const unspaced = new RegExp(`[${scripts}]`, 'u');
const characters = new RegExp(`[${scripts}]\\p{M}*|[^${scripts}]+`, 'gu');

/** Splits text into words, as `Intl.Segmenter` does. */
export interface WordSegmenter {
  readonly segment: (text: string) => Iterable<{ readonly segment: string }>;
}

/** `undefined` where the platform has none; Firefox has one since version 125. */
export const platformSegmenter: WordSegmenter | undefined =
  (Intl as Partial<typeof Intl>).Segmenter === undefined
    ? undefined
    : new Intl.Segmenter('und', { granularity: 'word' });

/**
 * The words in a run of letters. Where a script has no spaces between words, the platform's dictionary finds them; without one each
 * of its characters is a word, so that a search finds more than it should, and not less.
 */
export function splitUnspaced(
  run: string,
  segmenter: WordSegmenter | undefined,
): readonly string[] {
  if (!unspaced.test(run)) return [run];
  if (segmenter === undefined) return run.match(characters) ?? [];
  return Array.from(segmenter.segment(run), ({ segment }) => segment);
}
