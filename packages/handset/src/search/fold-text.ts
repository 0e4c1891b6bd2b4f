/** Marks over and under letters of Latin, Greek and Cyrillic, vowel points of Hebrew and Arabic: people search without them. */
const marks =
  /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/gu;
/** Soft hyphen, joiners, the Arabic stretching line, variation selectors: seen by nobody, typed by few. */
const unseen = /[\u00ad\u0640\u200c\u200d\u2060\ufeff\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;
/** Letters whose stroke Unicode does not take apart, and vowels that NFKC does although Thai and Lao words are spelt with them. */
const spellings: Readonly<Record<string, string>> = {
  ς: 'σ',
  ø: 'o',
  đ: 'd',
  ł: 'l',
  ħ: 'h',
  ŧ: 't',
  æ: 'ae',
  œ: 'oe',
  '\u0e4d\u0e32': '\u0e33',
  '\u0ecd\u0eb2': '\u0eb3',
};
const spelt = new RegExp(Object.keys(spellings).join('|'), 'gu');
const ascii = /^[\u0000-\u007f]*$/;

/**
 * The text as search compares it: compatibility forms made plain (NFKC), case folded without regard to a language, marks taken
 * off. The same on every machine, up to the version of Unicode.
 */
export function foldText(text: string): string {
  if (ascii.test(text)) return text.toLowerCase();
  // Upper case first: it makes one of what has several lower cases (ß and ss, ı and i, the two small sigmas).
  const plain = text.normalize('NFKD').toUpperCase().toLowerCase().normalize('NFKD');
  const bare = plain.replace(marks, '').replace(unseen, '').normalize('NFC');
  return bare.replace(spelt, (found) => spellings[found] ?? found);
}
