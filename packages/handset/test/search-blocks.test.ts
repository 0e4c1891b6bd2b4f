import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSottoError } from '@sotto/core';
import { encodeBlockDocuments, parseBlockDocuments } from '../src/search/block-documents.ts';
import { encodeBlockHead, headOf, mayHold, parseBlockHead } from '../src/search/block-head.ts';
import { encodeBlockWords, matchBlockWords, parseBlockWords } from '../src/search/block-words.ts';
import { compareFound, encodeDocument, parseDocument } from '../src/search/document.ts';
import type { Document } from '../src/search/document.ts';
import { holdsAll } from '../src/search/words.ts';
import { createWordsCache } from '../src/search/words-cache.ts';

const word = fc
  .array(fc.constantFrom('a', 'b', 'c', '\u00c3', '\u00a9', '\u00ff'), {
    minLength: 1,
    maxLength: 6,
  })
  .map((letters) => letters.join(''));
const document: fc.Arbitrary<Document> = fc.record({
  conversation: fc.nat(70_000),
  id: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  hlc: fc.record({
    physicalMs: fc.oneof(fc.nat(10), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })),
    counter: fc.nat(65_535),
  }),
  words: fc.uniqueArray(word, { maxLength: 8 }),
});
const block = fc
  .array(document, { minLength: 1, maxLength: 300 })
  .map((documents) => documents.toSorted(compareFound));

describe('the records of search', () => {
  test('give back the message that was put in', () => {
    fc.assert(
      fc.property(document, (made) => {
        expect(parseDocument(encodeDocument(made))).toEqual(made);
      }),
    );
  });

  test('give back the block that was put in', () => {
    fc.assert(
      fc.property(block, (documents) => {
        const keys = parseBlockDocuments(encodeBlockDocuments(documents));
        const words = parseBlockWords(encodeBlockWords(documents));
        expect(keys.map((key, at) => ({ ...key, words: words[at] }))).toEqual(
          documents.map((made) => ({ ...made, words: made.words.toSorted() })),
        );
        const head = parseBlockHead(encodeBlockHead(headOf(documents)));
        expect(head).toEqual(headOf(documents));
        expect(documents.every(({ id }) => mayHold(head, id))).toBe(true);
      }),
    );
  });

  test('match what a look at every word matches', () => {
    fc.assert(
      fc.property(block, fc.array(word, { minLength: 1, maxLength: 3 }), (documents, query) => {
        expect(matchBlockWords(encodeBlockWords(documents), query)).toEqual(
          [...documents.keys()].filter((at) => holdsAll(documents[at]!.words, query)),
        );
      }),
    );
  });

  test('match in a block of as many messages as there are, each with a place of more than one byte', () => {
    const documents = Array.from({ length: 512 }, (_, at) => ({
      conversation: 0,
      id: new Uint8Array(32),
      hlc: { physicalMs: 0, counter: 0 },
      words: at % 200 === 199 ? ['rare'] : [],
    }));
    expect(matchBlockWords(encodeBlockWords(documents), ['ra'])).toEqual([199, 399]);
  });

  const parsers = [
    ['message', parseDocument],
    ['head', parseBlockHead],
    ['documents', parseBlockDocuments],
    ['words', parseBlockWords],
    ['words that are matched', (bytes: Uint8Array) => matchBlockWords(bytes, ['a', 'b'])],
  ] as const;
  test.each(parsers)(
    'of any bytes as %s: read, or VAULT_BROKEN, or VAULT_NEWER',
    (_name, parse) => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, isVersion1) => {
          if (isVersion1) bytes.set([1].slice(0, bytes.length));
          try {
            parse(bytes);
          } catch (error) {
            if (!isSottoError(error, 'VAULT_BROKEN') && !isSottoError(error, 'VAULT_NEWER'))
              throw error;
          }
        }),
        { numRuns: 1_000 },
      );
      expect(() => parse(Uint8Array.of(2, 0, 0, 0))).toThrow(
        expect.objectContaining({ code: 'VAULT_NEWER' }),
      );
    },
  );
});

describe('words in memory', () => {
  test('stay within their bound, the newest blocks, and are overwritten when they go', () => {
    const cache = createWordsCache(10);
    const bytes = [1, 2, 3].map((fill) => new Uint8Array(4).fill(fill));
    for (const ordinal of [1, 2]) cache.put(ordinal, bytes[ordinal]!);
    cache.put(0, bytes[0]!);
    expect([0, 1, 2].map((at) => cache.get(at) !== undefined)).toEqual([false, true, true]);
    cache.put(3, new Uint8Array(8).fill(9));
    expect([1, 2, 3].map((at) => cache.get(at) !== undefined)).toEqual([false, false, true]);
    expect(bytes[1]).toEqual(new Uint8Array(4));
    cache.put(4, new Uint8Array(11));
    expect(cache.get(4)).toBeUndefined();
  });
});
