/** Chance that repeats: the same seed and label give the same sequence, on every machine. No secret may come from it. */
export interface SeededRandom {
  /** From 0 inclusive to 1 exclusive. */
  readonly fraction: () => number;
  /** A whole number from `min` to `max`, both inclusive. */
  readonly whole: (min: number, max: number) => number;
  /** True with this probability. */
  readonly chance: (probability: number) => boolean;
  /** One of the items. @throws TypeError when there are none */
  readonly pick: <T>(items: readonly T[]) => T;
  readonly bytes: (length: number) => Uint8Array;
  /** A sequence of its own, which drawing from this one does not change. */
  readonly fork: (label: string) => SeededRandom;
}

/** xoshiro128** (Blackman and Vigna), its state from the seed and the label by a mixing of 32-bit words. */
export function createSeededRandom(seed: number, label = ''): SeededRandom {
  const state = initialState(`${seed}/${label}`);
  const next = (): number => {
    const [a, b, c, d] = state as unknown as [number, number, number, number];
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    state[2] = c ^ a;
    state[3] = d ^ b;
    state[1] = b ^ c ^ a;
    state[0] = a ^ d ^ b;
    state[2] = c ^ a ^ shifted;
    state[3] = rotate(d ^ b, 11);
    return result;
  };
  const fraction = (): number => next() / 2 ** 32;
  const whole = (min: number, max: number): number =>
    min + Math.floor(fraction() * (max - min + 1));
  return {
    fraction,
    whole,
    chance: (probability) => fraction() < probability,
    pick: (items) => {
      if (items.length === 0) throw new TypeError('There is nothing to pick from.');
      return items[whole(0, items.length - 1)] as (typeof items)[number];
    },
    bytes: (length) => {
      const words = Uint32Array.from({ length: Math.ceil(length / 4) }, next);
      return new Uint8Array(words.buffer, 0, length).slice();
    },
    fork: (name) => createSeededRandom(seed, `${label}/${name}`),
  };
}

function initialState(text: string): Uint32Array {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return Uint32Array.from({ length: 4 }, () => {
    hash = (hash + 0x9e3779b9) | 0;
    let word = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad);
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
    return word ^ (word >>> 15);
  });
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
