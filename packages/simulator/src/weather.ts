import type { RelayUrl } from '@sotto/core';
import type { Weather } from '@sotto/link-memory';
import type { SeededRandom } from './seeded-random.ts';

/** How bad a network is. Chances are from 0 to 1. */
export interface Climate {
  /** Of each message: it takes up to `maxDelayMs`. Their order stays, so those behind it wait too. Absent: 1, where `maxDelayMs` is not 0. */
  readonly delayChance?: number;
  /** A message that is late takes from 0 to so many milliseconds. */
  readonly maxDelayMs: number;
  /** Of each message: the connection ends there. */
  readonly cutChance: number;
  /** Of each connection or blob call: nobody answers. */
  readonly downChance: number;
  /** Of each connection or blob call: the relay asks to come back later. */
  readonly refuseChance: number;
}

export const calm: Climate = Object.freeze({
  maxDelayMs: 0,
  cutChance: 0,
  downChance: 0,
  refuseChance: 0,
});
/** A train in the hills. */
export const stormy: Climate = Object.freeze({
  maxDelayMs: 400,
  cutChance: 0.02,
  downChance: 0.1,
  refuseChance: 0.05,
});

const maxRefusalMs = 20_000;

/** What stands between one handset and the relays at each moment. */
export interface Way {
  readonly climate: () => Climate;
  /** The handset has no network at all. */
  readonly isDown: () => boolean;
  /** This relay cannot be reached from this handset. */
  readonly isBlocked: (relay: RelayUrl) => boolean;
}

/** The weather on one handset's way. A relay that becomes blocked loses its connections by the hand of whoever blocks it. */
export function seededWeather(random: SeededRandom, way: Way): Required<Weather> {
  return {
    call: (relay) => {
      const { downChance, refuseChance } = way.climate();
      if (way.isDown() || way.isBlocked(relay) || random.chance(downChance)) return 'down';
      return random.chance(refuseChance)
        ? { refuseForMs: random.whole(1, maxRefusalMs) }
        : undefined;
    },
    message: () => {
      const { cutChance, maxDelayMs, delayChance = 1 } = way.climate();
      if (way.isDown() || random.chance(cutChance)) return 'cut';
      if (maxDelayMs === 0 || !random.chance(delayChance)) return undefined;
      return random.whole(0, maxDelayMs);
    },
  };
}
