import { expect, test } from 'vitest';
import { excerptAround } from '../src/parts/excerpt.ts';
import { splitLinks } from '../src/parts/rich-text.tsx';

test.for([
  ['see https://a.example.', 'https://a.example/', 'https://a.example'],
  ['(https://a.example/b_(c))', 'https://a.example/b_(c)', 'https://a.example/b_(c)'],
  ['“http://a.example/?q=1&r=2”, no?', 'http://a.example/?q=1&r=2', 'http://a.example/?q=1&r=2'],
  ['HTTPS://A.example/X!', 'https://a.example/X', 'HTTPS://A.example/X'],
])('an address is cut out of its sentence: %s', ([text, link, shown]) => {
  const [found, ...others] = splitLinks(text!).filter((part) => part.link !== undefined);
  expect(found).toEqual({ text: shown, link });
  expect(others).toEqual([]);
  expect(
    splitLinks(text!)
      .map((part) => part.text)
      .join(''),
  ).toBe(text);
});

test('the letters of another script in a host name are seen for what they are', () => {
  const [part] = splitLinks('https://аpple.com');
  expect(part?.link).toBe('https://xn--pple-43d.com/');
});

test.for([
  'javascript:alert(1)',
  'data:text/html,x',
  'file:///etc/passwd',
  'https://',
  'www.a.example',
])('what is no web address stays text: %s', (text) =>
  expect(splitLinks(text).every((part) => part.link === undefined)).toBe(true),
);

test('an excerpt is the stretch around the first word that was looked for', () => {
  const text = `${'far away '.repeat(20)}the harbour, and harbours again`;
  const parts = excerptAround(text, 'harb');
  expect(parts[0]?.text).toBe('…');
  expect(parts.filter(({ hit }) => hit).map((part) => part.text)).toEqual(['harb', 'harb']);
});

test('an excerpt marks beginnings of words alone, and takes a query for text', () => {
  expect(excerptAround('unbelievable (be)', 'be').filter(({ hit }) => hit)).toHaveLength(1);
  expect(excerptAround('a+b', '(((').some(({ hit }) => hit)).toBe(false);
});
