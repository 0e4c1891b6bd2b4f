import type { RelayUrl } from '@sotto/core';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import type { Homes } from './homes.ts';

/** How far this clock is from those of the home relays. */
export interface ClockSkew {
  /** Of a session that begins. A large difference is told once, until that relay's clock agrees again. */
  readonly note: (relay: RelayUrl, serverTimeMs: number) => void;
  /** This clock minus that of the most preferred home that ever told. */
  readonly ms: () => number | undefined;
}

export function createClockSkew(
  { clock, events }: Pick<Engine, 'clock' | 'events'>,
  homes: Homes,
): ClockSkew {
  const known = new Map<RelayUrl, number>();
  const isLarge = (ms: number): boolean => Math.abs(ms) > handsetLimits.clockSkewMs;
  return {
    note: (relay, serverTimeMs) => {
      const before = known.get(relay);
      const skewMs = clock.now() - serverTimeMs;
      known.set(relay, skewMs);
      if (isLarge(skewMs) && !(before !== undefined && isLarge(before)))
        events.emit({ type: 'clock', skewMs });
    },
    ms: () => {
      const relay = homes.relays().find((home) => known.has(home));
      return relay && known.get(relay);
    },
  };
}
