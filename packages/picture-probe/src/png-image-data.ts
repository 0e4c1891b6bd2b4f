import { isPng, pngChunks, pngHeader } from './png.ts';
import type { PngHeader } from './png.ts';

export interface PngImageData {
  /** The bodies of the IDAT chunks in order: together one zlib stream. Views of the file. */
  readonly pieces: Iterable<Uint8Array>;
  /** How many bytes the stream holds when the picture is whole. */
  readonly inflatedBytes: number;
}

// First column, first row, and their steps, of the seven passes (PNG third edition, §8.1).
const passes: readonly (readonly [number, number, number, number])[] = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];

/**
 * The compressed pixels of a PNG, for decoders that draw a picture whose data ends too early:
 * inflate, count, compare. For a file that `probePicture` takes; `undefined` when it is no PNG.
 */
export function pngImageData(file: Uint8Array): PngImageData | undefined {
  const header = isPng(file) ? pngHeader(file) : undefined;
  if (header === undefined) return undefined;
  return { pieces: pieces(file), inflatedBytes: inflatedBytes(header) };
}

function* pieces(file: Uint8Array): Generator<Uint8Array, void> {
  for (const chunk of pngChunks(file)) {
    if (chunk === undefined || chunk.name === 'IEND') return;
    if (chunk.name === 'IDAT') yield file.subarray(chunk.bodyStart, chunk.bodyEnd);
  }
}

function inflatedBytes(header: PngHeader): number {
  if (!header.interlaced) return passBytes(header, header.width, header.height);
  let sum = 0;
  for (const [column, row, columnStep, rowStep] of passes) {
    const width = Math.ceil((header.width - column) / columnStep);
    const height = Math.ceil((header.height - row) / rowStep);
    if (width > 0 && height > 0) sum += passBytes(header, width, height);
  }
  return sum;
}

/** Each row is a filter byte and its samples, rounded up to whole bytes. */
function passBytes(header: PngHeader, width: number, height: number): number {
  const samples = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }[header.colourType] ?? 0;
  return height * (1 + Math.ceil((width * samples * header.bitDepth) / 8));
}
