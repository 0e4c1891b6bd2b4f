import { expect, test } from 'vitest';
import { formatCheckpoint, parseCheckpoint } from '@sotto/tlog';
import { codeOf } from './codes.ts';

const root = new Uint8Array(32).fill(7);
const base64 = 'BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=';
const text = `example.com/log\n42\n${base64}\n`;

test('[2-1] a checkpoint is origin, size and root, each on a line', () => {
  const checkpoint = parseCheckpoint(text);
  expect(checkpoint).toEqual({ origin: 'example.com/log', size: 42n, root, extensions: [] });
  expect(formatCheckpoint(checkpoint)).toBe(text);
  expect(formatCheckpoint({ origin: 'example.com/log', size: 42, root })).toBe(text);
  for (const bad of [
    '',
    '\n',
    'a\n',
    'a\n1\n',
    `a\n1\n${base64}`,
    `\n1\n${base64}\n`,
    ` \n1\n\n`,
  ]) {
    expect(
      codeOf(() => parseCheckpoint(bad)),
      JSON.stringify(bad),
    ).toBe('CHECKPOINT_MALFORMED');
  }
});

test('[2-2] an origin is any line that is not empty', () => {
  for (const origin of [' ', 'Moon Log', 'a+b', '\u00e4\u2003', 'https://example.com/']) {
    expect(parseCheckpoint(`${origin}\n0\n${base64}\n`).origin).toBe(origin);
  }
});

test('[2-3] a size is a decimal without leading zeros', () => {
  const big = (2n ** 63n - 1n).toString();
  for (const size of ['0', '1', '9007199254740993', big]) {
    expect(parseCheckpoint(`a\n${size}\n${base64}\n`).size).toBe(BigInt(size));
  }
  for (const size of [
    '',
    '00',
    '01',
    '+1',
    '-1',
    '1.0',
    '1e3',
    '0x1',
    ' 1',
    '1 ',
    '١',
    (2n ** 63n).toString(),
  ]) {
    expect(
      codeOf(() => parseCheckpoint(`a\n${size}\n${base64}\n`)),
      size,
    ).toBe('CHECKPOINT_MALFORMED');
  }
  for (const size of [-1, 0.5, 2 ** 53, Number.NaN, -1n, 2n ** 63n]) {
    expect(codeOf(() => formatCheckpoint({ origin: 'a', size, root }))).toBe('TLOG_INPUT');
  }
});

test('[2-4] a root is the base64 of 32 bytes', () => {
  for (const bad of [
    '',
    'YmFuYW5hcw==',
    base64.slice(0, -1),
    `${base64}A`,
    base64.replace('c=', 'd='),
    `A${base64}`,
  ]) {
    expect(
      codeOf(() => parseCheckpoint(`a\n1\n${bad}\n`)),
      bad,
    ).toBe('CHECKPOINT_MALFORMED');
  }
  expect(codeOf(() => formatCheckpoint({ origin: 'a', size: 1, root: new Uint8Array(31) }))).toBe(
    'CHECKPOINT_MALFORMED',
  );
});

test('[2-5] lines that follow are extensions, none of them empty', () => {
  const extended = `${text}one\n two \n`;
  expect(parseCheckpoint(extended).extensions).toEqual(['one', ' two ']);
  expect(formatCheckpoint(parseCheckpoint(extended))).toBe(extended);
  for (const bad of [
    `${text}\n`,
    `${text}one`,
    `${text}\none\n`,
    `${text}one\n\n`,
    `${text}o\te\n`,
  ]) {
    expect(
      codeOf(() => parseCheckpoint(bad)),
      JSON.stringify(bad),
    ).toBe('CHECKPOINT_MALFORMED');
  }
  for (const bad of ['', 'a\nb', 'a\r', '\ud800']) {
    expect(codeOf(() => formatCheckpoint({ origin: 'a', size: 1, root, extensions: [bad] }))).toBe(
      'CHECKPOINT_MALFORMED',
    );
    expect(codeOf(() => formatCheckpoint({ origin: bad, size: 1, root }))).toBe(
      'CHECKPOINT_MALFORMED',
    );
  }
});
