/**
 * Marks that go with letters of many scripts, and the points of Hebrew and Arabic: people search without them. What is a vowel of its
 * own, as in Thai or Hindi, stays, and so do the voicing marks of Japanese.
 */
const marks =
  /[[\p{M}&&[\p{Script=Inherited}\p{Script=Hebrew}\p{Script=Arabic}]]--[\u{3099}\u{309a}]]/gv;
/** Soft hyphens, joiners, variation selectors, the Arabic stretching line. Not the space of no width, which parts words. */
const unseen = /[[\p{Default_Ignorable_Code_Point}\u{640}]--\u{200b}]/gv;
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
