import { textBytes } from '../bytes.ts';
import { crc32, zlibStored } from './checksums.ts';
import { joinBytes } from './exif.ts';
import type { Quadrants } from './scene.ts';
import { sceneColours, sceneHeight, scenePixel, sceneQuadrants, sceneWidth } from './scene.ts';

/** The kinds of PNG that hold the scene; each is another path through a decoder. */
type PngKind = 'rgb' | 'rgb16' | 'rgba' | 'palette' | 'grey' | 'grey-alpha16';

export interface PngScene {
  readonly kind?: PngKind;
  readonly quadrants?: Quadrants;
  readonly interlaced?: boolean;
  /** Alpha of the left half, 0 to 255; the right half is opaque. Only for kinds with alpha. */
  readonly leftAlpha?: number;
  /** Put between the header and the pixels, as `pngChunk` makes them. */
  readonly chunks?: readonly Uint8Array[];
}

const colourTypes: Readonly<Record<PngKind, readonly [bitDepth: number, colourType: number]>> = {
  rgb: [8, 2],
  rgb16: [16, 2],
  rgba: [8, 6],
  palette: [8, 3],
  grey: [8, 0],
  'grey-alpha16': [16, 4],
};
const letters = Object.keys(sceneColours);

/** The scene as a PNG (PNG third edition). */
export function pngScene(scene: PngScene = {}): Uint8Array<ArrayBuffer> {
  const { kind = 'rgb', interlaced = false, chunks = [] } = scene;
  const [bitDepth, colourType] = colourTypes[kind];
  const palette = Uint8Array.from(letters.flatMap((letter) => [...(sceneColours[letter] ?? [])]));
  return pngFile([
    pngHeader({ width: sceneWidth, height: sceneHeight, bitDepth, colourType, interlaced }),
    ...chunks,
    ...(kind === 'palette' ? [pngChunk('PLTE', palette)] : []),
    pngChunk('IDAT', zlibStored(rows(scene))),
    pngChunk('IEND', new Uint8Array()),
  ]);
}

export function pngFile(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return joinBytes([Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), ...chunks]);
}

export function pngChunk(name: string, body: Uint8Array): Uint8Array {
  const named = joinBytes([textBytes(name), body]);
  return joinBytes([u32(body.length), named, u32(crc32(named))]);
}

export interface PngHeaderFields {
  readonly width: number;
  readonly height: number;
  readonly bitDepth?: number;
  readonly colourType?: number;
  readonly interlaced?: boolean;
}

export function pngHeader(fields: PngHeaderFields): Uint8Array {
  const { width, height, bitDepth = 8, colourType = 2, interlaced = false } = fields;
  const last = Uint8Array.of(bitDepth, colourType, 0, 0, interlaced ? 1 : 0);
  return pngChunk('IHDR', joinBytes([u32(width), u32(height), last]));
}

/** Unfiltered rows, in seven passes when interlaced (§8.1). */
function rows(scene: PngScene): Uint8Array {
  const passes = [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
  ] as const;
  const bytes: number[] = [];
  for (const [left, top, across, down] of scene.interlaced === true
    ? passes
    : [[0, 0, 1, 1] as const]) {
    for (let y = top; y < sceneHeight; y += down) {
      bytes.push(0);
      for (let x = left; x < sceneWidth; x += across) bytes.push(...samples(scene, x, y));
    }
  }
  return Uint8Array.from(bytes);
}

function samples(scene: PngScene, x: number, y: number): readonly number[] {
  const colour = scenePixel(scene.quadrants ?? sceneQuadrants, x, y);
  const grey = Math.round(0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]);
  const alpha = x < sceneWidth / 2 ? (scene.leftAlpha ?? 255) : 255;
  switch (scene.kind ?? 'rgb') {
    case 'rgb':
      return colour;
    case 'rgb16':
      return colour.flatMap((value) => [value, value]);
    case 'rgba':
      return [...colour, alpha];
    case 'palette':
      return [letters.findIndex((letter) => sceneColours[letter] === colour)];
    case 'grey':
      return [grey];
    case 'grey-alpha16':
      return [grey, grey, alpha, alpha];
  }
}

function u32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);
}
