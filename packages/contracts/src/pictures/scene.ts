/**
 * A picture of four coloured quadrants: top left, top right, bottom left, bottom right, such as
 * `RGBY`.
 */
export type Quadrants = string;

/**
 * How a decoder shows a picture: RGBA, 8 bits a channel, row by row, alpha not premultiplied,
 * nothing turned or converted any more.
 */
export interface DecodedPicture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array | Uint8ClampedArray;
}

/**
 * The scene's size as stored: wider than high, so that a turned one is noticed, and whole JPEG
 * blocks in each quadrant.
 */
export const sceneWidth = 64;
export const sceneHeight = 48;
/** What the samples show, as stored. */
export const sceneQuadrants: Quadrants = 'RGBY';

/**
 * Far enough apart that a lossy encoder, another colour model or another colour engine does not
 * confuse them.
 */
export const sceneColours: Readonly<Record<string, readonly [number, number, number]>> = {
  R: [220, 40, 40],
  G: [40, 180, 60],
  B: [40, 60, 200],
  Y: [230, 210, 50],
};

/** `[EXIF orientation, the scene as it is then seen]` for all eight (Exif 2.32 §4.6.4.A). */
export const orientations: readonly (readonly [number, Quadrants])[] = [
  [1, 'RGBY'],
  [2, 'GRYB'],
  [3, 'YBGR'],
  [4, 'BYRG'],
  [5, 'RBGY'],
  [6, 'BRYG'],
  [7, 'YGBR'],
  [8, 'GYRB'],
];

/** The colour of the scene at a stored pixel. */
export function scenePixel(
  quadrants: Quadrants,
  x: number,
  y: number,
): readonly [number, number, number] {
  const index = (y < sceneHeight / 2 ? 0 : 2) + (x < sceneWidth / 2 ? 0 : 1);
  const colour = sceneColours[quadrants.charAt(index)];
  if (colour === undefined) throw new TypeError('A scene is four letters of R, G, B and Y.');
  return colour;
}

/** Which colours the middles of a picture's quadrants are nearest to. */
export function seenQuadrants(picture: DecodedPicture): Quadrants {
  const places = [
    [0.25, 0.25],
    [0.75, 0.25],
    [0.25, 0.75],
    [0.75, 0.75],
  ] as const;
  return places.map(([across, down]) => nearest(pixelAt(picture, across, down))).join('');
}

/** Red, green, blue and alpha at a place given as fractions of width and height. */
export function pixelAt(picture: DecodedPicture, across: number, down: number): readonly number[] {
  const at =
    4 * (Math.floor(down * picture.height) * picture.width + Math.floor(across * picture.width));
  return [...picture.rgba.subarray(at, at + 4)];
}

function nearest(pixel: readonly number[]): string {
  const distance = (colour: readonly number[]): number =>
    colour.reduce((sum, value, channel) => sum + (value - (pixel[channel] ?? 0)) ** 2, 0);
  const letters = Object.entries(sceneColours).toSorted(
    ([, a], [, b]) => distance(a) - distance(b),
  );
  return letters[0]?.[0] ?? '';
}
