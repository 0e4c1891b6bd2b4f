import { isKindSummary, isKindText, kindLimits } from '@sotto/core';
import { expect, test } from 'vitest';

test('a summary is one bounded line of well-formed characters', () => {
  for (const text of ['Lunch?', 'غداء؟', 'a'.repeat(kindLimits.maxSummaryChars), '👋🏽'])
    expect(isKindSummary(text)).toBe(true);
  for (const text of [
    '',
    ' ',
    'two\nlines',
    'two\u2028lines',
    'a\u0007bell',
    'a\u009bsequence',
    '\ud800',
    'a'.repeat(kindLimits.maxSummaryChars + 1),
  ])
    expect(isKindSummary(text)).toBe(false);
});

test('a text may have lines, and no other control character', () => {
  expect(isKindText('Lunch?\n1. Soup')).toBe(true);
  expect(isKindText('a'.repeat(kindLimits.maxTextChars))).toBe(true);
  for (const text of ['', '\n', 'a\rb', 'a\u001b[2J', '\udc00', 'a'.repeat(4_001)])
    expect(isKindText(text)).toBe(false);
});

test('what is no text is neither', () => {
  expect(isKindSummary(undefined as unknown as string)).toBe(false);
  expect(isKindText(7 as unknown as string)).toBe(false);
});
