import { isSottoError } from '@sotto/core';
import type { Engine } from '../engine.ts';

/** Work that can wait and that nobody waits for. */
export interface Background {
  /** It is done soon, once for all calls until then. */
  readonly wake: () => void;
}

/** Runs `work` `delayMs` after it is woken, until the engine stops. */
export function createBackground(
  { clock, stopping }: Pick<Engine, 'clock' | 'stopping'>,
  delayMs: number,
  work: () => Promise<void>,
): Background {
  let waiting = false;

  async function run(): Promise<void> {
    try {
      await clock.sleep(delayMs, stopping);
      waiting = false;
      await work();
    } catch (error) {
      waiting = false;
      // Nothing is lost: all is found as before, and the work is tried again when woken. What is broken is told to whoever asks
      // for it; a fault of ours is not hidden.
      if (!stopping.aborted && !isSottoError(error)) throw error;
    }
  }

  return {
    wake: () => {
      if (waiting || stopping.aborted) return;
      waiting = true;
      void run();
    },
  };
}
