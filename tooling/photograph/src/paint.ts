const tileSide = 1024;

/**
 * Paints something that compresses like a photograph: a sky, three ridges of hills, a textured
 * ground, and the noise of a sensor. RGBA, row by row; the same for the same size and seed.
 */
export function paintPhotograph(
  width: number,
  height: number,
  seed: number,
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * width * height);
  const next = xorshift(seed);
  const tile = textureTile(seed);
  const ridges = [0.34, 0.42, 0.52].map((base, index) => ridge(width, base, seed + index));
  let at = 0;
  for (let y = 0; y < height; y += 1) {
    const down = y / height;
    const row = tileSide * folded(y);
    for (let x = 0; x < width; x += 1) {
      const layer = ridges.findLastIndex((line) => down >= (line[x] as number));
      const [red, green, blue, roughness] = layer === -1 ? sky(down) : (hills[layer] as Colour);
      const random = next();
      const light = 1 + roughness * (tile[row + folded(x)] as number);
      // The sum of two even distributions, about as strong as a phone's sensor in daylight.
      const noise = ((random & 0xff) + ((random >>> 8) & 0xff) - 255) * 0.05;
      pixels[at] = red * light + noise;
      pixels[at + 1] = green * light + noise;
      pixels[at + 2] = blue * light + noise;
      pixels[at + 3] = 255;
      at += 4;
    }
  }
  return pixels;
}

/** Walks the tile to and fro, so that no seam shows where it repeats. */
function folded(at: number): number {
  const within = at % (2 * tileSide);
  return within < tileSide ? within : 2 * tileSide - 1 - within;
}

/** Red, green, blue, and how much of the texture shows. */
type Colour = readonly [number, number, number, number];

const hills: readonly Colour[] = [
  [128, 146, 168, 0.3],
  [84, 112, 102, 0.6],
  [96, 104, 62, 0.9],
];

function sky(down: number): Colour {
  return [96 + 280 * down, 148 + 180 * down, 214 + 60 * down, 0.06];
}

/** The height of a line of hills in each column, as a fraction of the picture's height. */
function ridge(width: number, base: number, seed: number): Float32Array {
  const noise = latticeNoise(seed ^ 0x51ed);
  return Float32Array.from({ length: width }, (_, x) => {
    const along = x / width;
    return (
      base +
      0.12 * (noise(along * 5, 0) - 0.5) +
      0.04 * (noise(along * 23, 7) - 0.5) +
      0.01 * (noise(along * 151, 13) - 0.5)
    );
  });
}

/** Five octaves of noise around 0, each weaker and finer than the one before. */
function textureTile(seed: number): Float32Array {
  const noise = latticeNoise(seed);
  const tile = new Float32Array(tileSide * tileSide);
  for (const [step, strength] of [
    [256, 0.5],
    [64, 0.3],
    [16, 0.25],
    [5, 0.2],
    [2, 0.15],
  ] as const) {
    for (let at = 0; at < tile.length; at += 1) {
      tile[at] =
        (tile[at] as number) +
        strength * (noise((at % tileSide) / step, at / tileSide / step) - 0.5);
    }
  }
  return tile;
}

/** Smooth noise from 0 to 1: random values on a lattice, interpolated between its points. */
function latticeNoise(seed: number): (x: number, y: number) => number {
  const next = xorshift(seed ^ 0x9e3779b9);
  const values = Float32Array.from({ length: 65_536 }, () => (next() & 0xffff) / 0xffff);
  const value = (x: number, y: number): number => values[((x & 0xff) << 8) | (y & 0xff)] as number;
  return (x, y) => {
    const left = Math.floor(x);
    const top = Math.floor(y);
    const across = x - left;
    const down = y - top;
    const upper = value(left, top) * (1 - across) + value(left + 1, top) * across;
    const lower = value(left, top + 1) * (1 - across) + value(left + 1, top + 1) * across;
    return upper * (1 - down) + lower * down;
  };
}

function xorshift(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
