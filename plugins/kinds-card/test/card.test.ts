import { cardKind, cardLimits, composeCard, parseCard } from '@sotto/kinds-card';
import { expect, test } from 'vitest';
import { longestCard } from './longest-card.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const reader = { me: '0'.repeat(64), nowMs: 0, language: 'en', mayAnswer: true };

test('a card comes back as it was composed, without blanks around its texts', () => {
  const data = composeCard({ name: ' Ada ', lines: [{ label: 'Phone ', value: ' 123' }] });
  expect(parseCard(data)).toEqual({ name: 'Ada', lines: [{ label: 'Phone', value: '123' }] });
  expect(cardKind.describe(data, reader)).toBe('👤 Ada\nPhone: 123');
});

test('the longest card fits its bound', () => {
  const { length } = composeCard(longestCard(cardLimits));
  expect(length).toBe(9_057);
  expect(length).toBeLessThanOrEqual(cardLimits.maxCardBytes);
});

test.each([
  ['no name', { name: ' ', lines: [] }],
  ['a name of two lines', { name: 'a\nb', lines: [] }],
  ['a name too long', { name: 'a'.repeat(101), lines: [] }],
  [
    'too many lines',
    { name: 'a', lines: Array.from({ length: 13 }, () => ({ label: 'a', value: 'b' })) },
  ],
  ['an empty value', { name: 'a', lines: [{ label: 'a', value: '' }] }],
  ['an escape code', { name: 'a', lines: [{ label: 'a', value: '\u001b[2J' }] }],
  ['half a character', { name: '\ud83d', lines: [] }],
])('CARD_INVALID: %s is refused when a card is composed', (_, card) => {
  expect(() => composeCard(card)).toThrow(expect.objectContaining({ code: 'CARD_INVALID' }));
});

test.each([
  ['blanks', '{ "name":"Ada","lines":[]}'],
  ['another order', '{"lines":[],"name":"Ada"}'],
  ['more than there is', '{"name":"Ada","lines":[],"photo":""}'],
  ['an escape that need not be', '{"name":"\\u0041da","lines":[]}'],
  ['a name twice', '{"name":"Ben","name":"Ada","lines":[]}'],
  ['a line of one', '{"name":"Ada","lines":[["a"]]}'],
  ['a line of a number', '{"name":"Ada","lines":[["a",1]]}'],
  ['lines that are none', '{"name":"Ada","lines":{}}'],
  ['a list', '[]'],
  ['nothing', 'null'],
])('bytes with %s are no card', (_, text) => {
  expect(parseCard(bytes(text))).toBeUndefined();
});
