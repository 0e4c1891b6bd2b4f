import type { Engine } from '../engine.ts';

/** Posts of one lane that wait for a time of their own. */
export interface SetAside {
  /** Waits now. */
  readonly waits: (ordinal: number) => boolean;
  /** How many wait, or were waited for and are not done. */
  readonly size: () => number;
  readonly waiting: () => number;
  /** Before the next try of this post; `due` is called when it is over. */
  readonly wait: (ordinal: number, ms: number) => void;
  /** How often in a row it waited, and whether its last wait was cut short. */
  readonly past: (ordinal: number) => { readonly times: number; readonly isHurried: boolean };
  /** The post is dealt with. */
  readonly forget: (ordinal: number) => void;
  /** Ends every wait. */
  readonly hurry: () => void;
}

interface Aside {
  times: number;
  isHurried: boolean;
  wait: AbortController | undefined;
}

export function createSetAside(
  { clock, stopping }: Pick<Engine, 'clock' | 'stopping'>,
  due: () => void,
): SetAside {
  const asides = new Map<number, Aside>();
  return {
    waits: (ordinal) => asides.get(ordinal)?.wait !== undefined,
    size: () => asides.size,
    waiting: () => asides.values().reduce((sum, { wait }) => sum + (wait ? 1 : 0), 0),
    wait: (ordinal, ms) => {
      const aside = asides.get(ordinal) ?? { times: 0, isHurried: false, wait: undefined };
      asides.set(ordinal, aside);
      const over = new AbortController();
      aside.times += 1;
      aside.wait = over;
      const end = (isHurried: boolean): void => {
        // A later wait has taken its place.
        if (aside.wait !== over) return;
        aside.isHurried = isHurried;
        aside.wait = undefined;
        if (!stopping.aborted) due();
      };
      clock.sleep(ms, AbortSignal.any([over.signal, stopping])).then(
        () => end(false),
        () => end(true),
      );
    },
    past: (ordinal) => asides.get(ordinal) ?? { times: 0, isHurried: false },
    forget: (ordinal) => void asides.delete(ordinal),
    hurry: () => {
      for (const { wait } of asides.values()) wait?.abort();
    },
  };
}
