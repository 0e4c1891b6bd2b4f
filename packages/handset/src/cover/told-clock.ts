import type { Clock } from '@sotto/core';

/** A clock that stands where it is put, for what is made as if it had happened then. */
export interface ToldClock extends Clock {
  atMs: number;
}

/** Nobody who waits by it ever sees the time pass: what is not done at once is not done in its time. */
export function toldClock(atMs: number): ToldClock {
  const clock: ToldClock = {
    atMs,
    now: () => clock.atMs,
    sleep: (_, signal) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      }),
  };
  return clock;
}
