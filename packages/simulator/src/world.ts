import type { Plugin, Point } from '@sotto/core';
import type { SeededRandom } from './seeded-random.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** What everything in one network shares. */
export interface World {
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  /** A crypto plugin with random bytes of its own, which follow from the label; `who` for the watch. */
  readonly crypto: (label: string, who: string) => Plugin<'crypto'>;
  /** A relay was given this body in a post. */
  readonly posted: (body: Uint8Array) => void;
  readonly pictures: () => Plugin<'pictures'>;
  /** Time stands still while this plugin works. */
  readonly tracked: <P extends Point>(plugin: Plugin<P>) => Plugin<P>;
}
