import { quantile } from '../measure.ts';

export interface InterleaveOptions {
  /** Turns of each work. */
  readonly rounds: number;
  /** Calls within one turn; the turn's figure is their mean. */
  readonly perRound: number;
  /** Calls of each before the first turn. */
  readonly warmUp: number;
}

/** Milliseconds since some moment. */
export type Clock = () => number;

/** What one work took, turn by turn, in microseconds a call. Turns of the same index lie next to each other in time. */
export type Turns = readonly number[];

/**
 * Times works in turn, round after round, so that whatever else the machine does hits all of them alike. The order is
 * another one in each round.
 */
export async function interleave<Name extends string>(
  works: ReadonlyMap<Name, () => Promise<unknown>>,
  { rounds, perRound, warmUp }: InterleaveOptions,
  clock: Clock = () => performance.now(),
): Promise<ReadonlyMap<Name, Turns>> {
  const turns = new Map<Name, number[]>([...works.keys()].map((name) => [name, []]));
  for (const work of works.values()) await repeat(work, warmUp);
  const order = [...works];
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, work] of order) {
      const start = clock();
      await repeat(work, perRound);
      turns.get(name)?.push((1_000 * (clock() - start)) / perRound);
    }
    order.push(...order.splice(0, 1 + (round % order.length)));
  }
  return turns;
}

/** The median. */
export function typical(turns: Turns): number {
  return quantile(turns, 0.5);
}

/** The median of the quotients of neighbouring turns: what a change of the machine's speed does to both falls out. */
export function ratio(turns: Turns, floor: Turns): number {
  return typical(turns.map((value, round) => value / (floor[round] ?? Number.NaN)));
}

async function repeat(work: () => Promise<unknown>, times: number): Promise<void> {
  for (let count = 0; count < times; count += 1) await work();
}
