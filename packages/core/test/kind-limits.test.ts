import { isKindMediaType } from '@sotto/core';
import { expect, test } from 'vitest';

test.each([
  'application/vnd.sotto.poll+cbor',
  'application/prs.ada.1',
  `application/vnd.${'a'.repeat(111)}`,
])('%s may name a kind', (type) => expect(isKindMediaType(type)).toBe(true));

test.each([
  'text/plain',
  'application/mimi-content',
  'application/vnd.',
  'application/vnd..a',
  'application/vnd.Sotto',
  'application/vnd.a; charset=utf-8',
  'application/vnd.a\n',
  'application/vnd.ä',
  ' application/vnd.a',
  '',
  `application/vnd.${'a'.repeat(112)}`,
])('%j may not: it is the handset’s, or no media type', (type) =>
  expect(isKindMediaType(type)).toBe(false),
);
