import type { Weather } from '@sotto/link-memory';
import type { SeededRandom } from './seeded-random.ts';

/** How bad a network is. Chances are from 0 to 1. */
export interface Climate {
  /** Each message takes from 0 to so many milliseconds; their order stays. */
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

/** The weather on one handset's way, as its climate is at each moment. */
export function seededWeather(
  random: SeededRandom,
  climate: () => Climate,
  isDown: () => boolean,
): Required<Weather> {
  return {
    call: () => {
      const { downChance, refuseChance } = climate();
      if (isDown() || random.chance(downChance)) return 'down';
      return random.chance(refuseChance)
        ? { refuseForMs: random.whole(1, maxRefusalMs) }
        : undefined;
    },
    message: () => {
      const { cutChance, maxDelayMs } = climate();
      if (isDown() || random.chance(cutChance)) return 'cut';
      return maxDelayMs === 0 ? undefined : random.whole(0, maxDelayMs);
    },
  };
}
