import type { Conversations } from '../conversation/conversations.ts';
import type { Engine } from '../engine.ts';
import type { Troubles } from '../events/troubles.ts';
import { handsetLimits } from '../limits.ts';
import { joinArrived, sendOwedWelcomes } from './welcomes.ts';

/** Sends Welcomes to those who were added, and joins by those that came; one round at a time. */
export interface Welcomes {
  readonly wake: () => void;
  readonly stopped: () => Promise<void>;
}

interface Parts {
  readonly engine: Engine;
  readonly conversations: Conversations;
  readonly troubles: Troubles;
}

export function createWelcomes(parts: Parts): Welcomes {
  const { engine, troubles } = parts;
  let running: Promise<void> | undefined;
  let again = false;

  const run = async (): Promise<void> => {
    while (again && !engine.stopping.aborted) {
      again = false;
      try {
        await sendOwedWelcomes(parts);
        if (!(await joinArrived(parts))) continue;
      } catch (error) {
        if (engine.stopping.aborted) return;
        troubles.report(error);
      }
      again = true;
      await engine.clock.sleep(handsetLimits.welcomeRetryMs, engine.stopping).catch(nothing);
    }
  };

  return {
    wake: () => {
      again = true;
      running ??= run().finally(() => {
        running = undefined;
      });
    },
    stopped: async () => {
      await running;
    },
  };
}

function nothing(): void {}
