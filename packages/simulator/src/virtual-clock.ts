import type { Clock } from '@sotto/core';

/** Time that stands still until somebody moves it. */
export interface VirtualClock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** The time of the next sleep to end; `undefined` when nobody sleeps. */
  readonly nextAtMs: () => number | undefined;
  /** Moves time to the next sleep's end and ends that one sleep. */
  readonly endNextSleep: () => void;
  /** Moves time forward, past no sleep. */
  readonly moveTo: (atMs: number) => void;
  /** A clock for one process. */
  readonly lend: (options?: { readonly skewMs?: number }) => LentClock;
}

export interface LentClock extends Clock {
  /** It is off by so much from now on, in milliseconds. Sleeps end when they would have. */
  readonly setSkew: (skewMs: number) => void;
  /** The process died: its sleeps never end, and time passes by unseen. */
  readonly stop: () => void;
}

interface Sleep {
  readonly atMs: number;
  readonly order: number;
  readonly end: () => void;
}

export function createVirtualClock(startMs: number, onSleep: () => void): VirtualClock {
  const sleeps = new SleepQueue();
  let nowMs = startMs;
  let order = 0;

  function lend({ skewMs: firstSkewMs = 0 }: { readonly skewMs?: number } = {}): LentClock {
    let skewMs = firstSkewMs;
    const own = new Set<Sleep>();
    let stopped = false;
    return {
      now: () => nowMs + skewMs,
      sleep: (ms, signal) =>
        new Promise((resolve, reject) => {
          if (signal?.aborted === true) return reject(signal.reason);
          if (stopped) return;
          const leave = (): void => {
            own.delete(sleep);
            sleeps.remove(sleep);
            signal?.removeEventListener('abort', abort);
          };
          const abort = (): void => {
            leave();
            reject(signal?.reason);
          };
          const sleep: Sleep = {
            atMs: nowMs + Math.max(0, ms),
            order: order++,
            end: () => {
              leave();
              resolve();
            },
          };
          own.add(sleep);
          sleeps.add(sleep);
          signal?.addEventListener('abort', abort, { once: true });
          onSleep();
        }),
      setSkew: (ms) => {
        skewMs = ms;
      },
      stop: () => {
        stopped = true;
        for (const sleep of own) sleeps.remove(sleep);
        own.clear();
      },
    };
  }

  return {
    now: () => nowMs,
    nextAtMs: () => sleeps.first()?.atMs,
    endNextSleep: () => {
      const sleep = sleeps.first();
      if (sleep === undefined) return;
      nowMs = Math.max(nowMs, sleep.atMs);
      sleep.end();
    },
    moveTo: (atMs) => {
      nowMs = Math.max(nowMs, atMs);
    },
    lend,
  };
}

/** Sleeps by the time of their end, then by the order in which they began. */
class SleepQueue {
  readonly #sorted: Sleep[] = [];

  first(): Sleep | undefined {
    return this.#sorted[0];
  }

  add(sleep: Sleep): void {
    this.#sorted.splice(this.#place(sleep), 0, sleep);
  }

  remove(sleep: Sleep): void {
    const at = this.#place(sleep);
    if (this.#sorted[at] === sleep) this.#sorted.splice(at, 1);
  }

  /** Where the sleep is, or would be. */
  #place(sleep: Sleep): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#sorted[middle] as Sleep;
      const isBefore =
        other.atMs < sleep.atMs || (other.atMs === sleep.atMs && other.order < sleep.order);
      if (isBefore) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
