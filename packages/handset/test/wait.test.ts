import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { beginWait, endOf, isOver } from '../src/wait.ts';

const time = fc.nat(1_000_000);

describe('a wait', () => {
  test('ends at its time by a clock that goes on', () => {
    fc.assert(
      fc.property(time, time, fc.nat(2_000_000), (startMs, ms, passedMs) => {
        const wait = beginWait(startMs, ms);
        expect(isOver(wait, startMs + passedMs)).toBe(passedMs >= ms);
        expect(endOf(wait, startMs + passedMs)).toBe(startMs + ms);
      }),
    );
  });

  test('is never longer than it was to be, wherever the clock is set', () => {
    fc.assert(
      fc.property(time, time, time, (startMs, ms, nowMs) => {
        expect(endOf(beginWait(startMs, ms), nowMs) - nowMs).toBeLessThanOrEqual(ms);
      }),
    );
  });
});
