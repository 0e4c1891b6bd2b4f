import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldText } from '../src/search/fold-text.ts';
import { searchLimits } from '../src/search-limits.ts';
import { splitUnspaced } from '../src/search/split-unspaced.ts';
import { holdsAll, queryWords, wordsOf } from '../src/search/words.ts';

const shown = (words: readonly string[]): readonly string[] =>
  words.map((word) => Buffer.from(word, 'latin1').toString('utf8'));
const isFound = (text: string, query: string): boolean =>
  holdsAll(wordsOf(text), queryWords(query));

describe('a search', () => {
  test.each([
    ['Straße', 'STRASSE'],
    ['STRASSE', 'straße'],
    ['İstanbul, IĞDIR', 'istanbul ığdır'],
    ['ΣΊΣΥΦΟΣ', 'σίσυφος'],
    ['Ça va, naïve café', 'ca naive CAFE'],
    ['Nguyễn ở Đà Nẵng', 'nguyen da nang'],
    ['Łódź, Ørsted, œuvre', 'lodz orsted oeuvre'],
    ['ﬁnd ｆｕｌｌ ① ｶﾀｶﾅ', 'find full 1 カタカナ'],
    ['مُحَمَّد', 'محمد'],
    ['שָׁלוֹם', 'שלום'],
    ['می‌خواهم', 'میخواهم'],
    ['don’t', "don't"],
    ['see example.com', 'com'],
    ['snake_case', 'case'],
    ['cafe\u0301', 'caf\u00e9'],
    ['一昨日東京に行きました', '東京'],
    ['ฉันทำอาหารไทย', 'อาหาร'],
    ['한국어로', '한국'],
    ['ガラス', 'ガラス'],
    ['हिन्दी', 'हिन्दी'],
  ])('finds %s by %s', (text, query) => {
    expect(isFound(text, query)).toBe(true);
  });

  test.each([
    ['ガラス', 'カラス'],
    ['हिन्दी', 'हनद'],
    ['bare', 'are'],
    ['one two', 'one three'],
  ])('does not find %s by %s', (text, query) => {
    expect(isFound(text, query)).toBe(false);
  });

  test('does not mind what nobody can see or say', () => {
    expect(wordsOf('… ❤️ 👨‍👩‍👧 — \u200d\ufe0f !')).toEqual([]);
    expect(shown(wordsOf('a\u200bb 1\ufe0f\u20e3'))).toEqual(['a', 'b', '1']);
  });

  test('asks for each word once, and not for what another one implies', () => {
    expect(queryWords('a ab abc b abc')).toEqual(['abc', 'b']);
  });

  test('looks at no more of a query, a message and a word than it may', () => {
    const long = Array.from({ length: 1_000 }, (_, at) => `w${at}`).join(' ');
    expect(wordsOf(long)).toHaveLength(searchLimits.maxWordsPerMessage);
    expect(queryWords(long).join('').length).toBeLessThanOrEqual(searchLimits.maxQueryChars);
    expect(wordsOf('x'.repeat(1_000))).toEqual(['x'.repeat(searchLimits.maxWordBytes)]);
    expect(shown(wordsOf('ж'.repeat(1_000)))).toEqual(['ж'.repeat(searchLimits.maxWordBytes / 2)]);
    expect(shown(wordsOf(`a${'ж'.repeat(1_000)}`))).toEqual([`a${'ж'.repeat(31)}`]);
    expect(wordsOf(`${' '.repeat(searchLimits.maxTextChars)}late`)).toEqual([]);
    expect(isFound('ж'.repeat(1_000), 'ж'.repeat(200))).toBe(true);
  });
});

describe('words', () => {
  test('of any text are folded already, within their bounds, and found by any beginning of theirs', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.nat(), (text, pick) => {
        const words = wordsOf(text);
        expect(words.length).toBeLessThanOrEqual(searchLimits.maxWordsPerMessage);
        for (const word of words) {
          expect(word.length).toBeGreaterThan(0);
          expect(word.length).toBeLessThanOrEqual(searchLimits.maxWordBytes);
          expect(word).not.toContain(' ');
        }
        for (const word of shown(words)) expect(word).not.toContain('\ufffd');
        const word = words[pick % words.length];
        if (word === undefined) return;
        expect(holdsAll(words, [word.slice(0, 1 + (pick % word.length))])).toBe(true);
      }),
    );
  });

  test('are folded once: folding again changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(foldText(foldText(text))).toBe(foldText(text));
      }),
    );
  });

  test('are cut where the platform says in scripts without spaces, and at each character where it says nothing', () => {
    const halves = {
      segment: (text: string) => [text.slice(0, 2), text.slice(2)].map((segment) => ({ segment })),
    };
    expect(splitUnspaced('東京都', halves)).toEqual(['東京', '都']);
    expect(splitUnspaced('東京abcที่', undefined)).toEqual(['東', '京', 'abc', 'ที่']);
    expect(splitUnspaced('plain', halves)).toEqual(['plain']);
  });
});
