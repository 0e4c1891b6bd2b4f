import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { simulatorError } from './error.ts';

const quietTurns = 2;
/** Pieces of work in one moment, after which it goes on for ever: two that answer each other at once. Some thousand are many. */
const maxChanges = 200_000;

/** Knows when everything in the program waits for the virtual clock. */
export interface WorkMeter {
  /** Counts real work, such as a hash on another thread, until it settles. */
  readonly track: <T>(work: Promise<T>) => Promise<T>;
  /** Something was begun that may lead to more. */
  readonly touch: () => void;
  /** Resolves when all promises that can settle by themselves have settled. @throws SIMULATION_STUCK when they never will */
  readonly idle: () => Promise<void>;
}

/**
 * All that handsets and relays do in a simulation is promises, sleeps on the virtual clock, and the work that is tracked here. So
 * when a turn of the event loop brings nothing new, and no work is under way, only the clock can bring more.
 */
export function createWorkMeter(): WorkMeter {
  let underWay = 0;
  let changes = 0;
  const touch = (): void => {
    changes += 1;
  };
  return {
    touch,
    track: (work) => {
      underWay += 1;
      touch();
      return work.finally(() => {
        underWay -= 1;
        touch();
      });
    },
    idle: async () => {
      const begun = changes;
      for (let quiet = 0; quiet < quietTurns;) {
        const before = changes;
        await turn();
        if (changes - begun > maxChanges)
          throw simulatorError('SIMULATION_STUCK', 'Something goes on for ever in no time.');
        // Work on another thread takes real time; the event loop need not spin meanwhile.
        if (underWay > 0) await pause(1);
        quiet = underWay === 0 && changes === before ? quiet + 1 : 0;
      }
    },
  };
}
