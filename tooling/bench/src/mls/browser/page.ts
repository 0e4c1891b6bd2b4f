import { webCrypto } from '@sotto/crypto-web';
import type { InterleaveOptions, Turns } from '../interleave.ts';
import { ours } from '../ours/pair.ts';
import { timeRoundTrips } from '../round-trips.ts';
import { browserFloor } from './floor.ts';

/** What the page offers to the bench that opens it. */
export interface BenchPage {
  readonly time: (options: InterleaveOptions) => Promise<readonly (readonly [string, Turns])[]>;
}

const own = ours('ours', 'classical', () => webCrypto().create({}));

const page: BenchPage = {
  time: async (options) => [...(await timeRoundTrips([browserFloor, own], options))],
};
Object.assign(globalThis, { bench: page });
