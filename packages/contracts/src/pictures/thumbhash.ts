/** What can be read off a ThumbHash without its waves. */
export interface ThumbhashFacts {
  /** Red, green and blue of the average, 0 to 1. */
  readonly average: readonly [number, number, number];
  readonly landscape: boolean;
}

/** Reads the fixed five bytes at the front of a ThumbHash. */
export function thumbhashFacts(hash: Uint8Array): ThumbhashFacts {
  const [a = 0, b = 0, c = 0, , e = 0] = hash;
  const head = a | (b << 8) | (c << 16);
  const light = (head & 63) / 63;
  const yellow = ((head >> 6) & 63) / 31.5 - 1;
  const redness = ((head >> 12) & 63) / 31.5 - 1;
  const blue = light - (2 / 3) * yellow;
  const red = (3 * light - blue + redness) / 2;
  return { average: [red, red - redness, blue], landscape: e >> 7 === 1 };
}
