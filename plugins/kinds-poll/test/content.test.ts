import { composePoll, composeVote, pollKind, pollLimits } from '@sotto/kinds-poll';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodePoll, encodeVote, parsePollContent } from '../src/content.ts';
import { longestPoll } from './samples.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

test('a poll and a vote have these bytes', () => {
  const poll = composePoll({ question: ' Lunch? ', options: ['Soup', 'Salad'], closesAtMs: 1_500 });
  expect(Buffer.from(poll).toString('hex')).toBe('8500664c756e63683f8264536f75706553616c6164f402');
  expect(Buffer.from(composeVote([1, 0, 1])).toString('hex')).toBe('8201820001');
  expect(Buffer.from(composeVote([])).toString('hex')).toBe('820180');
});

test('the longest poll fits its bound', () => {
  const { length } = composePoll(longestPoll);
  expect(length).toBe(4_222);
  expect(length).toBeLessThanOrEqual(pollLimits.maxPollBytes);
});

test.each([
  ['no question', { question: ' ', options: ['a', 'b'] }],
  ['a question of two lines', { question: 'a\nb', options: ['a', 'b'] }],
  ['a question too long', { question: 'a'.repeat(191), options: ['a', 'b'] }],
  ['one option', { question: 'a', options: ['a'] }],
  ['thirteen options', { question: 'a', options: Array.from({ length: 13 }, (_, i) => `${i}`) }],
  ['the same option twice', { question: 'a', options: ['a', ' a'] }],
  ['an empty option', { question: 'a', options: ['a', ''] }],
  ['half a character', { question: 'a', options: ['a', '\udc00'] }],
  ['an end before time began', { question: 'a', options: ['a', 'b'], closesAtMs: -1 }],
  ['an end that is no number', { question: 'a', options: ['a', 'b'], closesAtMs: Number.NaN }],
])('POLL_INVALID: %s is refused when a poll is composed', (_, draft) => {
  expect(() => composePoll(draft)).toThrow(expect.objectContaining({ code: 'POLL_INVALID' }));
});

test.each([[-1], [12], [0.5], [Number.NaN]])('POLL_INVALID: %s is no option', (choice) => {
  expect(() => composeVote([choice])).toThrow(expect.objectContaining({ code: 'POLL_INVALID' }));
});

test.each([
  ['a number in a longer form', '9800'],
  ['a tag in a longer form', '82180180'],
  ['a list without an end', '82019f00ff'],
  ['an option twice', '8201820000'],
  ['options that fall', '8201820100'],
  ['an option that no poll has', '8201810c'],
  ['a third item', '8301800000'],
  ['a poll with the items of a vote', '820080'],
  ['bad UTF-8', '850061ff82616161626100f400'],
  ['a negative number', '820120'],
  ['truth that is none', '850061618261616162f600'],
])('bytes with %s are neither poll nor vote', (_, bytes) => {
  expect(parsePollContent(hex(bytes))).toBeUndefined();
});

test('whatever bytes are taken are those that their meaning has', () => {
  const taken = (bytes: Uint8Array): void => {
    const content = parsePollContent(bytes);
    if (content === undefined) return;
    expect('poll' in content ? encodePoll(content.poll) : encodeVote(content.vote)).toEqual(bytes);
  };
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), taken));
  const seeds = [
    composePoll({ question: 'a', options: ['b', 'c'], closesAtMs: 1e12 }),
    composeVote([0, 3, 11]),
  ];
  const change = fc.tuple(fc.constantFrom(...seeds), fc.nat(), fc.nat({ max: 255 }));
  fc.assert(
    fc.property(change, ([seed, at, byte]) => taken(seed.with(at % seed.length, byte))),
    { numRuns: 2_000 },
  );
});

test('every poll and vote comes back as it was', () => {
  const line = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }).filter((text) => {
    return text.trim() === text && text.length <= 100 && !/[\p{Cc}\u2028\u2029]/u.test(text);
  });
  const poll = fc.record({
    question: line,
    options: fc.uniqueArray(line, { minLength: 2, maxLength: 12 }),
    multiple: fc.boolean(),
    closesAtSeconds: fc.option(fc.integer({ min: 1, max: pollLimits.maxClosesAtSeconds }), {
      nil: undefined,
    }),
  });
  fc.assert(
    fc.property(poll, (made) => {
      expect(parsePollContent(encodePoll(made))).toEqual({ poll: made });
    }),
  );
  fc.assert(
    fc.property(fc.subarray(Array.from({ length: 12 }, (_, index) => index)), (vote) => {
      expect(parsePollContent(encodeVote(vote))).toEqual({ vote });
    }),
  );
});

test('people without polls read the question and its options', () => {
  const poll = composePoll({
    question: 'Lunch?',
    options: ['Soup', 'Salad'],
    closesAtMs: 86_400_000,
  });
  expect(pollKind.fallback(poll)).toBe('📊 Lunch?\n1. Soup\n2. Salad\n⏱ 1970-01-02 00:00 UTC');
  expect(pollKind.fallback(composeVote([0, 2]))).toBe('☑ 1, 3');
  expect(pollKind.fallback(composeVote([]))).toBe('☐');
});
