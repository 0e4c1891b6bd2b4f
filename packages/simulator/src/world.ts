import type { Plugin, Point } from '@sotto/core';
import type { SeededRandom } from './seeded-random.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** What everything in one network shares. */
export interface World {
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  /** A crypto plugin with random bytes of its own. */
  readonly crypto: (label: string) => Plugin<'crypto'>;
  readonly pictures: () => Plugin<'pictures'>;
  /** Time stands still while this plugin works. */
  readonly tracked: <P extends Point>(plugin: Plugin<P>) => Plugin<P>;
}
