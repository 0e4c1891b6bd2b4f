import { textBytes } from '../bytes.ts';

// Written apart from any scanner that a plugin may use, so that one mistake does not judge itself.

/**
 * What a JPEG, PNG or WebP file carries that its pixels do not need: names of segments and chunks,
 * `trailing` for bytes after the end, `unreadable` when it is none of the three or does not end.
 * Empty for a clean picture.
 */
export function residue(file: Uint8Array): readonly string[] {
  if (startsWith(file, 0, [0xff, 0xd8])) return jpegResidue(file);
  if (startsWith(file, 1, textBytes('PNG'))) return pngResidue(file);
  if (startsWith(file, 8, textBytes('WEBP'))) return webpResidue(file);
  return ['unreadable'];
}

/** Whether `text` stands anywhere in the file, in one-byte or either two-byte spelling. */
export function containsText(file: Uint8Array, text: string): boolean {
  const bytes = textBytes(text);
  const spaced = [...bytes].flatMap((byte) => [byte, 0]);
  const needles = [[...bytes], spaced.slice(0, -1)];
  for (let at = 0; at < file.length; at += 1) {
    if (needles.some((needle) => startsWith(file, at, needle))) return true;
  }
  return false;
}

/**
 * Segments allowed in a clean JPEG: tables, frames, scans. JFIF only without density and thumbnail.
 */
const jpegNeeds: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2, 0xc4, 0xda, 0xdb, 0xdd]);

function jpegResidue(file: Uint8Array): readonly string[] {
  const found: string[] = [];
  let at = 2;
  while (at + 4 <= file.length) {
    const marker = file[at + 1] ?? 0;
    const length = ((file[at + 2] ?? 0) << 8) | (file[at + 3] ?? 0);
    const plainJfif =
      marker === 0xe0 && length === 16 && startsWith(file, at + 11, [0, 0, 1, 0, 1, 0, 0]);
    if (!jpegNeeds.has(marker) && !plainJfif) found.push(`marker ${marker.toString(16)}`);
    at += 2 + length;
    if (marker === 0xda) while (at < file.length && !isMarker(file, at)) at += 1;
    if (startsWith(file, at, [0xff, 0xd9]))
      return at + 2 === file.length ? found : [...found, 'trailing'];
  }
  return [...found, 'unreadable'];
}

function isMarker(file: Uint8Array, at: number): boolean {
  const next = file[at + 1] ?? 0;
  return file[at] === 0xff && next !== 0 && (next < 0xd0 || next > 0xd7);
}

function pngResidue(file: Uint8Array): readonly string[] {
  const found: string[] = [];
  for (let at = 8; at + 12 <= file.length;) {
    const length = new DataView(file.buffer, file.byteOffset + at, 4).getUint32(0);
    const name = String.fromCharCode(...file.subarray(at + 4, at + 8));
    at += 12 + length;
    if (name === 'IEND') return at === file.length ? found : [...found, 'trailing'];
    if (!['IHDR', 'PLTE', 'tRNS', 'IDAT'].includes(name)) found.push(`chunk ${name}`);
  }
  return [...found, 'unreadable'];
}

function webpResidue(file: Uint8Array): readonly string[] {
  const found: string[] = [];
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const end = 8 + view.getUint32(4, true);
  let at = 12;
  while (at + 8 <= end && end <= file.length) {
    const length = view.getUint32(at + 4, true);
    const name = String.fromCharCode(...file.subarray(at, at + 4));
    if (!['VP8X', 'ALPH', 'VP8 ', 'VP8L'].includes(name)) found.push(`chunk ${name}`);
    // Only the bit for alpha: the others announce metadata or frames.
    if (name === 'VP8X' && ((file[at + 8] ?? 0) & ~0x10) !== 0) found.push('flags');
    at += 8 + length + (length % 2);
  }
  if (at !== end) return [...found, 'unreadable'];
  return end === file.length ? found : [...found, 'trailing'];
}

function startsWith(file: Uint8Array, at: number, bytes: ArrayLike<number>): boolean {
  for (let index = 0; index < bytes.length; index += 1)
    if (file[at + index] !== bytes[index]) return false;
  return true;
}
