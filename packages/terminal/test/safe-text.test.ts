import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safeJson, safeLine, safeLines } from '@sotto/terminal';

/** What a terminal obeys: controls, and marks that turn the direction of text. */
const obeyed = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u2028\u2029]/;
const anyText = fc.string({ unit: 'binary' });

test('escape sequences, the terminal’s title and clipboard, and bidi overrides are written out, not obeyed', () => {
  expect(safeLine('\u001b[31mred\u001b]0;title\u0007')).toBe(
    '\\u001b[31mred\\u001b]0;title\\u0007',
  );
  expect(safeLine('\u009b2J')).toBe('\\u009b2J');
  expect(safeLine('invoice\u202egpj.exe')).toBe('invoice\\u202egpj.exe');
  expect(safeLine('a\u2067b\u2069')).toBe('a\\u2067b\\u2069');
  expect(safeLine('\u{e0001}')).toBe('\\udb40\\udc01');
});

test('what people write stays as it is: accents, Arabic with its marks, emoji with joiners', () => {
  for (const text of ['Grüße', 'مرحبا\u200fبك', '👩‍👩‍👧‍👦', 'שלום']) expect(safeLine(text)).toBe(text);
});

test('no text whatever makes a line that a terminal obeys', () => {
  fc.assert(fc.property(anyText, (text) => !obeyed.test(safeLine(text))));
});

test('lines that only some systems break are indented too', () => {
  expect(safeLines('a\r\nb\u2028c\td', '>')).toBe('a\n>b\n>c  d');
});

test('JSON loses nothing and holds nothing that a terminal obeys', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const json = safeJson({ text });
      expect(JSON.parse(json)).toEqual({ text });
      expect(obeyed.test(json)).toBe(false);
    }),
  );
});
