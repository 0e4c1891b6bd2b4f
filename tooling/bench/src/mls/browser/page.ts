import type { InterleaveOptions, Turns } from '../interleave.ts';
import { timeRoundTrips } from '../round-trips.ts';
import { browserFloor } from './floor.ts';

/** What the page offers to the bench that opens it. */
export interface BenchPage {
  readonly time: (options: InterleaveOptions) => Promise<readonly (readonly [string, Turns])[]>;
}

const page: BenchPage = {
  time: async (options) => [...(await timeRoundTrips([browserFloor], options))],
};
Object.assign(globalThis, { bench: page });
