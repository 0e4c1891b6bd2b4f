import type { Clock } from '@sotto/core';

const quietMs = 1000;
/** It is not put off without end by a program that writes and writes: after so many seconds it is done in any case. */
const mostSeconds = 5;

export interface LogScrubber {
  /** Something was written. */
  readonly written: () => void;
  readonly stop: () => Promise<void>;
}

/**
 * Calls `scrub` when nothing was written for a second, and 5 seconds after the first write at the latest. Until then the write-ahead log holds copies of what was replaced
 * or removed, such as keys that were used and should be gone.
 */
export function createLogScrubber(scrub: () => Promise<void>, clock: Clock): LogScrubber {
  const stopping = new AbortController();
  let writes = 0;
  let watching: Promise<void> | undefined;

  async function watch(): Promise<void> {
    let seen: number;
    let seconds = 0;
    do {
      seen = writes;
      seconds += 1;
      try {
        await clock.sleep(quietMs, stopping.signal);
      } catch (error) {
        if (stopping.signal.aborted) return;
        throw error;
      }
    } while (seen !== writes && seconds < mostSeconds);
    watching = undefined;
    // A failing medium is met again, and told, by the next write or by closing.
    await scrub().catch(() => undefined);
  }

  return {
    written: () => {
      writes += 1;
      watching ??= watch();
    },
    stop: async () => {
      stopping.abort();
      await watching;
    },
  };
}
