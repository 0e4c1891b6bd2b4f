import type { Crypto } from '@sotto/core';

/** Choices that nobody can foresee, so that no two covers are alike. */
export interface Chance {
  /** A whole number, both ends included; the range is far below 2^32. */
  readonly number: (from: number, to: number) => number;
  readonly of: <T>(list: readonly T[]) => T;
  /** Distinct ones, in a random order. */
  readonly some: <T>(list: readonly T[], count: number) => readonly T[];
  /** True in so many of a hundred cases. */
  readonly in100: (percent: number) => boolean;
}

export function createChance({ random }: Pick<Crypto, 'random'>): Chance {
  const number = (from: number, to: number): number => {
    const bytes = random(4);
    return from + (new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) % (to - from + 1));
  };
  const some = <T>(list: readonly T[], count: number): readonly T[] => {
    const left = [...list];
    const taken: T[] = [];
    while (taken.length < count && left.length > 0)
      taken.push(...left.splice(number(0, left.length - 1), 1));
    return taken;
  };
  return {
    number,
    some,
    of: (list) => list[number(0, list.length - 1)]!,
    in100: (percent) => number(1, 100) <= percent,
  };
}
