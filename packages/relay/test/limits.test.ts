import { readFile } from 'node:fs/promises';
import { isSottoError } from '@sotto/core';
import { frameLimits } from '@sotto/protocol';
import { chooseLimits, defaultLimits } from '@sotto/relay';
import { expect, test } from 'vitest';

test('docs/limits.md has every limit of a relay with its value, and no other', async () => {
  const text = await readFile(new URL('../../../docs/limits.md', import.meta.url), 'utf8');
  const section = /^## Relay$(.*?)(?=^## |$(?![\s\S]))/ms.exec(text)?.[1] ?? '';
  const rows = [...section.matchAll(/^\| `(\w+)` +\| +([\d,.]+) +\|/gm)].map(([, name, value]) => [
    name!,
    Number(value!.replaceAll(',', '')),
  ]);
  expect(Object.fromEntries(rows)).toEqual({ ...defaultLimits });
});

test('a limit that does not exist or is no positive number is an error of the operator', () => {
  for (const changes of [
    { maxBodyBytes: 0 },
    { maxBodyBytes: Number.NaN },
    { maxBodiBytes: 1 },
    { maxBodyBytes: '9' },
  ]) {
    expect(() => chooseLimits(changes as never)).toThrow(
      expect.objectContaining({ code: 'RELAY_OPTION' }),
    );
  }
  expect(chooseLimits({ maxBodyBytes: 9 })).toEqual({ ...defaultLimits, maxBodyBytes: 9 });
  expect(isSottoError(new Error('x'))).toBe(false);
});

test('the limits fit each other: what may be asked for can be answered in one message', () => {
  const {
    maxRegisterEntries,
    maxRegisterBodyBytes,
    maxBodyBytes,
    maxMessageBytes,
    maxBytesUnderWay,
  } = defaultLimits;
  expect(maxRegisterEntries * (maxRegisterBodyBytes + 8) + 100).toBeLessThan(maxMessageBytes);
  expect(maxBodyBytes + defaultLimits.maxMailboxesPerPost * 34 + 100).toBeLessThan(maxMessageBytes);
  expect(maxRegisterEntries * maxRegisterBodyBytes).toBeLessThan(maxBytesUnderWay);
  expect(maxMessageBytes).toBeLessThanOrEqual(frameLimits.maxMessageBytes);
  expect(defaultLimits.maxFramesPerMessage).toBeLessThanOrEqual(frameLimits.maxFramesPerMessage);
  expect(defaultLimits.maxConnections).toBeLessThan(defaultLimits.maxRemotes);
});
