import { protocolError } from './error.ts';
import { protocolLimits } from './limits.ts';
import { encodeUtf8 } from './utf8.ts';

// Control characters, line and paragraph separators, and what has no width or turns the direction of the text around it: two
// names that look alike must not differ by that. Joiners are let be, for scripts and emoji need them between letters.
const unshowable = /[\p{Cc}\u2028\u2029]|(?![\u200c\u200d])\p{Cf}/u;
// Something to see; the four letters and the pattern that Unicode has for showing nothing are not.
const showable = /(?![\u115f\u1160\u2800\u3164\uffa0])[\p{L}\p{N}\p{P}\p{S}]/u;

/** True for a name that may travel: 1 to 64 characters, one line, no outer white space, nothing invisible that misleads. */
export function isSuggestedName(text: string): boolean {
  return (
    text.length > 0 &&
    text.length <= 2 * protocolLimits.maxSuggestedNameChars &&
    text.isWellFormed() &&
    [...text].length <= protocolLimits.maxSuggestedNameChars &&
    encodeUtf8(text).length <= protocolLimits.maxSuggestedNameBytes &&
    text.trim() === text &&
    !unshowable.test(text) &&
    showable.test(text)
  );
}

/**
 * A name that a person typed, without white space around it. Only ever a suggestion: names are the reader's own. Throws
 * `SUGGESTED_NAME_INVALID`.
 */
export function parseSuggestedName(text: string): string {
  const name = text.length > 1_024 ? '' : text.trim().normalize('NFC');
  if (!isSuggestedName(name)) {
    throw protocolError('SUGGESTED_NAME_INVALID', 'A name has 1 to 64 characters on one line.');
  }
  return name;
}
