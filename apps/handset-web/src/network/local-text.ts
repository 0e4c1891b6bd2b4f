import type { NetworkNotice } from '@sotto/handset';
import { language, locale, readerLanguages } from '../strings/language.ts';

/** A text in the language that suits this reader best. It comes from others: plain text, and shown as such. */
export interface ChosenText {
  readonly text: string;
  /** BCP 47. */
  readonly language: string;
  readonly direction: 'ltr' | 'rtl' | 'auto';
  /** What this reader calls the language, when the screen is in another one. */
  readonly foreign?: string;
}

/** The first that this person reads, else English, else whichever stands first. */
export function textFor(texts: NetworkNotice['texts']): ChosenText {
  const [first = { language: 'en', text: '' }] = texts;
  const chosen = best(texts, [...readerLanguages.value, 'en']) ?? first;
  const own = base(chosen.language) === language.value;
  return {
    ...chosen,
    direction: directionOf(chosen.language),
    ...(own ? {} : { foreign: languageName(chosen.language) }),
  };
}

function best(
  texts: NetworkNotice['texts'],
  wanted: readonly string[],
): NetworkNotice['texts'][number] | undefined {
  for (const tag of wanted) {
    const near = texts.filter((one) => base(one.language) === base(tag));
    const exact = near.find((one) => one.language.toLowerCase() === tag.toLowerCase());
    const found = exact ?? near[0];
    if (found) return found;
  }
  return undefined;
}

/** What this reader calls a language; its tag when nobody knows it. */
export function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames(locale.value, { type: 'language' }).of(tag) ?? tag;
  } catch (error) {
    if (error instanceof RangeError) return tag;
    throw error;
  }
}

/** Scripts that are written from right to left (ISO 15924). */
const rightToLeft: ReadonlySet<string> = new Set([
  ...['Adlm', 'Arab', 'Aran', 'Hebr', 'Mand', 'Nkoo', 'Rohg', 'Samr', 'Syrc', 'Thaa', 'Yezi'],
]);

/** How a language is written; `auto`, by its first letter, when its tag means nothing to this browser. */
export function directionOf(tag: string): ChosenText['direction'] {
  try {
    const { script } = new Intl.Locale(tag).maximize();
    if (script === undefined) return 'auto';
    return rightToLeft.has(script) ? 'rtl' : 'ltr';
  } catch (error) {
    if (error instanceof RangeError) return 'auto';
    throw error;
  }
}

function base(tag: string): string {
  return tag.split('-')[0]?.toLowerCase() ?? '';
}
