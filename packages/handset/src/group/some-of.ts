import type { Engine } from '../engine.ts';

/** Some of the items, by chance. */
export function someOf<T>(
  { crypto }: Pick<Engine, 'crypto'>,
  items: readonly T[],
  most: number,
): readonly T[] {
  const left = [...items];
  const chosen: T[] = [];
  while (chosen.length < most && left.length > 0) {
    const draw = new DataView(crypto.random(4).buffer).getUint32(0);
    chosen.push(...left.splice(draw % left.length, 1));
  }
  return chosen;
}
