import { utf8 } from '../bytes.ts';
import { handsetLimits } from '../limits.ts';

const graphemes =
  'Segmenter' in Intl ? new Intl.Segmenter('und', { granularity: 'grapheme' }) : undefined;

/**
 * One emoji, as keyboards give it: a pictograph with its skin tone, hair or presentation, several joined to one, a flag, or a keycap.
 * Nothing that reads as a word.
 */
const emoji = new RegExp(
  [
    '^(?:',
    // Two regional indicators: a flag.
    '\\p{Regional_Indicator}{2}',
    // A digit, # or * in a key.
    '|[0-9#*]\\uFE0F?\\u20E3',
    // One pictograph or several joined, each with a modifier or presentation; the tags of a region's flag.
    '|(?:\\p{Extended_Pictographic}(?:\\uFE0F|\\p{Emoji_Modifier})*[\\u{E0020}-\\u{E007F}]*)',
    '(?:\\u200D\\p{Extended_Pictographic}(?:\\uFE0F|\\p{Emoji_Modifier})*)*',
    ')$',
  ].join(''),
  'u',
);

/** Whether a text may be shown as a reaction: one grapheme cluster, an emoji, at most `maxReactionBytes` of UTF-8. */
export function isReaction(text: string): boolean {
  if (text.length > handsetLimits.maxReactionBytes || !emoji.test(text)) return false;
  if (utf8(text).length > handsetLimits.maxReactionBytes) return false;
  return graphemes === undefined || [...graphemes.segment(text)].length === 1;
}
