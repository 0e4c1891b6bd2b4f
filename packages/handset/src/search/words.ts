import { utf8 } from '../bytes.ts';
import { foldText } from './fold-text.ts';
import { searchLimits } from '../search-limits.ts';
import { platformSegmenter, splitUnspaced } from './split-unspaced.ts';

/**
 * A word as it is kept and compared: folded, in UTF-8, one character of the string a byte, at most `maxWordBytes`. So strings compare
 * as their bytes do. It has no space in it.
 */
export type Word = string;

const runs = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;
const ascii = /^[\u0000-\u007f]*$/;

/** The words of a text, each once, the first `maxWordsPerMessage`. */
export function wordsOf(text: string): readonly Word[] {
  const words = new Set<Word>();
  for (const [run] of foldText(text.slice(0, searchLimits.maxTextChars)).matchAll(runs)) {
    for (const part of splitUnspaced(run, platformSegmenter)) {
      words.add(toWord(part));
      if (words.size === searchLimits.maxWordsPerMessage) return [...words];
    }
  }
  return [...words];
}

/** What a message's words have to begin with, one word for each. What another one implies is left out. */
export function queryWords(query: string): readonly Word[] {
  const words = wordsOf(query.slice(0, searchLimits.maxQueryChars));
  return words.filter((word) => !words.some((other) => other !== word && other.startsWith(word)));
}

/** True when for each word of a query there is one that begins with it. */
export function holdsAll(words: readonly Word[], query: readonly Word[]): boolean {
  return query.every((start) => words.some((word) => word.startsWith(start)));
}

function toWord(text: string): Word {
  if (ascii.test(text)) return text.slice(0, searchLimits.maxWordBytes);
  const bytes = utf8(text);
  let end = Math.min(bytes.length, searchLimits.maxWordBytes);
  // Not within a character: its further bytes begin with the bits 10.
  while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return String.fromCharCode(...bytes.subarray(0, end));
}
