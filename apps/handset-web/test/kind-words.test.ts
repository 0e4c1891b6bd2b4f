import { expect, test } from 'vitest';
import { createKindWords } from '../src/parts/kind-words.ts';

const data = Uint8Array.of(1, 2);

test('a height is rounded up and cut to its bound', () => {
  const { hear } = createKindWords();
  expect(hear({ type: 'height', pixels: 99.2 }, false, 0)).toEqual({ type: 'height', pixels: 100 });
  expect(hear({ type: 'height', pixels: Infinity }, false, 0)).toEqual({
    type: 'height',
    pixels: 640,
  });
});

test('a view that changes its height without end is heard 20 times in a second', () => {
  const { hear } = createKindWords();
  const heard = Array.from({ length: 50 }, (_, index) =>
    hear({ type: 'height', pixels: index }, false, 10 * index),
  );
  expect(heard.filter((word) => word !== undefined)).toHaveLength(20);
  expect(hear({ type: 'height', pixels: 7 }, false, 1_001)).toEqual({ type: 'height', pixels: 7 });
});

test('an answer is heard when the person may have given it, and not twice at once', () => {
  const { hear } = createKindWords();
  expect(hear({ type: 'answer', data }, false, 0)).toBeUndefined();
  expect(hear({ type: 'answer', data }, true, 0)).toEqual({ type: 'answer', data });
  expect(hear({ type: 'answer', data }, true, 299)).toBeUndefined();
  expect(hear({ type: 'answer', data }, true, 300)).toEqual({ type: 'answer', data });
});

test.each([
  ['nothing', undefined],
  ['null', null],
  ['a text', 'answer'],
  ['an unknown word', { type: 'open', data }],
  ['a height that is no number', { type: 'height', pixels: '9' }],
  ['a height below nothing', { type: 'height', pixels: -1 }],
  ['a height that is none', { type: 'height', pixels: Number.NaN }],
  ['an answer that is no bytes', { type: 'answer', data: [1] }],
  ['an answer past its bound', { type: 'answer', data: new Uint8Array(32_769) }],
])('%s is not heard', (_, word) => {
  expect(createKindWords().hear(word, true, 0)).toBeUndefined();
});
