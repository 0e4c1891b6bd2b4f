import type { Network } from '@sotto/simulator';
import type { Ending } from './ending.ts';

/** What happened in one story, or in several together, in numbers. */
export interface Figures {
  readonly stories: number;
  /** Messages that `send` promised to keep. */
  readonly messages: number;
  /** Epochs that groups went through. */
  readonly commits: number;
  readonly forksHealed: number;
  readonly rejoins: number;
  readonly crashes: number;
  readonly repairs: number;
  readonly lost: number;
  readonly virtualMs: number;
  readonly realMs: number;
}

export const noFigures: Figures = {
  stories: 0,
  messages: 0,
  commits: 0,
  forksHealed: 0,
  rejoins: 0,
  crashes: 0,
  repairs: 0,
  lost: 0,
  virtualMs: 0,
  realMs: 0,
};

export function addFigures(a: Figures, b: Figures): Figures {
  const keys = Object.keys(noFigures) as (keyof Figures)[];
  return Object.fromEntries(keys.map((key) => [key, a[key] + b[key]])) as unknown as Figures;
}

export function figuresOf(
  { relays, handsets }: Pick<Network, 'relays' | 'handsets'>,
  { ledger, ends, survivors }: Pick<Ending, 'ledger' | 'ends' | 'survivors'>,
  times: { readonly virtualMs: number; readonly realMs: number },
): Figures {
  const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
    items.reduce((total, item) => total + of(item), 0);
  const commits = Map.groupBy(ends, ({ talk }) => talk)
    .values()
    .map((all) => Math.max(0, ...all.map(({ inside }) => Number(inside?.epoch ?? 0))));
  return {
    stories: 1,
    messages: ledger.said.filter(({ kept }) => kept !== undefined).length,
    commits: sum([...commits], (epochs) => epochs),
    forksHealed: sum(survivors, (each) => each.forksHealed),
    rejoins: sum(survivors, (each) => each.rejoined),
    crashes: sum([...relays, ...handsets], (each) => each.crashes()),
    repairs: sum(survivors, (each) => each.repaired),
    lost: sum(survivors, (each) => each.lost),
    ...times,
  };
}
