import { isSottoError } from '@sotto/core';
import { frameLimits } from '@sotto/protocol';
import { chooseLimits, defaultLimits } from '@sotto/relay';
import { expect, test } from 'vitest';

test('limits under which a relay would send what no handset takes are an error of the operator', () => {
  for (const changes of [
    { maxFramesPerMessage: 65 },
    { maxMessageBytes: 2_000_000 },
    { maxRegisterEntries: 100 },
    { maxBodyBytes: 1_048_576 },
  ]) {
    expect(() => chooseLimits(changes), JSON.stringify(changes)).toThrow(
      expect.objectContaining({ code: 'RELAY_OPTION' }),
    );
  }
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
