import type { Clock } from '@sotto/core';

/** A clock that stands still until a test moves it. */
export interface StepClock extends Clock {
  /** Moves time on, ending every wait on its way in order; what follows from each runs before the next. */
  readonly pass: (ms: number) => Promise<void>;
  /** Moves what `now` says, and no wait. */
  readonly jump: (ms: number) => void;
  /** Milliseconds that each wait was asked for, in order. */
  readonly waits: readonly number[];
}

interface Sleep {
  readonly at: number;
  readonly end: () => void;
}

/** Lets everything run that waits for nothing but its turn. */
export async function turns(count = 12): Promise<void> {
  for (let index = 0; index < count; index++)
    await new Promise<void>((resolve) => setImmediate(resolve));
}

export function stepClock(startMs = 1_800_000_000_000): StepClock {
  const sleeps = new Set<Sleep>();
  const waits: number[] = [];
  let elapsed = 0;
  let offset = startMs;
  return {
    waits,
    now: () => elapsed + offset,
    jump: (ms) => {
      offset += ms;
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        waits.push(ms);
        const abort = (): void => {
          sleeps.delete(sleep);
          reject(signal?.reason);
        };
        const sleep: Sleep = {
          at: elapsed + ms,
          end: () => {
            signal?.removeEventListener('abort', abort);
            resolve();
          },
        };
        sleeps.add(sleep);
        signal?.addEventListener('abort', abort, { once: true });
      }),
    pass: async (ms) => {
      const until = elapsed + ms;
      for (;;) {
        await turns();
        const next = [...sleeps].sort((a, b) => a.at - b.at)[0];
        if (next === undefined || next.at > until) break;
        elapsed = Math.max(elapsed, next.at);
        sleeps.delete(next);
        next.end();
      }
      elapsed = until;
    },
  };
}
