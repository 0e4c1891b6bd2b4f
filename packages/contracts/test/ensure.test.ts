import { expect, test } from 'vitest';
import { SottoError } from '@sotto/core';
import {
  ClauseFailure,
  ensure,
  ensureBytes,
  ensureEqual,
  ensureRejects,
  ensureResolves,
  ensureSettles,
  manualClock,
} from '@sotto/contracts';

const refusal = () => Promise.reject(new SottoError('SOME_CODE', 'No.'));

test('what holds passes', async () => {
  ensure(true, 'x');
  ensureEqual(1, 1, 'x');
  ensureBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2), 'x');
  await ensureRejects(refusal, 'SOME_CODE', 'x');
  expect(await ensureResolves(async () => 3, 'x')).toBe(3);
  expect(await ensureSettles(Promise.resolve(4), 'x')).toBe(4);
});

test.each<readonly [string, () => unknown]>([
  ['a condition', () => ensure(false, 'x')],
  ['another value', () => ensureEqual(1, 2, 'x')],
  ['other bytes', () => ensureBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3), 'x')],
  ['fewer bytes', () => ensureBytes(Uint8Array.of(1), Uint8Array.of(1, 3), 'x')],
  ['no bytes', () => ensureBytes(undefined, Uint8Array.of(1, 3), 'x')],
  ['another code', () => ensureRejects(refusal, 'OTHER_CODE', 'x')],
  ['no rejection', () => ensureRejects(async () => 1, 'SOME_CODE', 'x')],
  [
    'a throw before the promise',
    () =>
      ensureRejects(
        () => {
          throw new SottoError('SOME_CODE', 'No.');
        },
        'SOME_CODE',
        'x',
      ),
  ],
  ['a rejection where there must be none', () => ensureResolves(refusal, 'x')],
  ['a promise that stays pending', () => ensureSettles(new Promise(() => {}), 'x', 1)],
])('%s fails as a clause does', async (_, failing) => {
  await expect((async () => failing())()).rejects.toBeInstanceOf(ClauseFailure);
});

test('a manual clock moves only when told, wakes sleepers in order, and drops those that were aborted', async () => {
  const clock = manualClock(1_000);
  const woken: string[] = [];
  const abort = new AbortController();
  const sleepers = [
    clock.sleep(20).then(() => woken.push('late')),
    clock.sleep(10).then(() => woken.push('early')),
    clock.sleep(10, abort.signal).catch(() => woken.push('aborted')),
  ];
  expect(clock.now()).toBe(1_000);
  abort.abort();
  clock.advance(9);
  await Promise.resolve();
  expect(woken).toEqual(['aborted']);
  clock.advance(11);
  await Promise.all(sleepers);
  expect(clock.now()).toBe(1_020);
  expect(woken).toEqual(['aborted', 'early', 'late']);
  await expect(clock.sleep(1, abort.signal)).rejects.toBe(abort.signal.reason);
});
