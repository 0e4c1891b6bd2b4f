import { exifOrientation } from './exif-orientation.ts';
import { hasAscii, u16be } from './integers.ts';
import type { Orientation, PartKind, Scan } from './scan.ts';
import { partList } from './scan.ts';

// ITU-T T.81 Annex B.
const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP14 = 0xee;
const APP15 = 0xef;
const COM = 0xfe;
// DHT, DAC, DQT, DRI: tables that the pixels need.
const tables: ReadonlySet<number> = new Set([0xc4, 0xcc, 0xdb, 0xdd]);
// SOF0 to SOF15 without the four codes in their range that mean something else.
const frames: ReadonlySet<number> = new Set([
  0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf,
]);

// Each scan of a progressive file costs a pass over the whole picture; encoders write about a
// dozen.
const maxScans = 100;

/**
 * JFIF 1.02 with no density and no thumbnail: the one form of APP0 that says nothing about its
 * origin.
 */
export const plainJfif: Uint8Array = Uint8Array.of(
  0xff,
  APP0,
  0x00,
  0x10,
  0x4a,
  0x46,
  0x49,
  0x46,
  0x00,
  0x01,
  0x02,
  0x00,
  0x00,
  0x01,
  0x00,
  0x01,
  0x00,
  0x00,
);

export function isJpeg(file: Uint8Array): boolean {
  return file[0] === 0xff && file[1] === SOI && file[2] === 0xff;
}

/** Walks a JPEG file once, to its end marker. `undefined` when it is cut or broken. */
export function scanJpeg(file: Uint8Array): Scan | undefined {
  const { parts, add } = partList();
  add('pixels', 0, 2);
  let frame: { readonly width: number; readonly height: number } | undefined;
  let orientation: Orientation | undefined;
  let metadata = false;
  let scans = 0;
  let at = 2;
  for (;;) {
    const start = at;
    if (file[at] !== 0xff) return undefined;
    while (file[at] === 0xff) at += 1;
    const marker = file[at];
    at += 1;
    if (marker === EOI) {
      if (scans === 0 || frame === undefined || !add('pixels', start, at)) return undefined;
      return {
        probe: {
          mediaType: 'image/jpeg',
          ...frame,
          orientation: orientation ?? 1,
          alpha: false,
          animated: false,
          metadata,
          trailingBytes: file.length - at,
        },
        parts,
      };
    }
    const end = at + u16be(file, at);
    if (marker === undefined || end < at + 2 || end > file.length) return undefined;
    let kind: PartKind = 'pixels';
    if (frames.has(marker)) {
      if (frame !== undefined) return undefined;
      frame = frameSize(file, at, end);
      if (frame === undefined) return undefined;
    } else if (marker === SOS) {
      scans += 1;
      at = endOfScan(file, end);
      if (frame === undefined || scans > maxScans || at === -1) return undefined;
    } else if (marker === APP0 && hasAscii(file, at + 2, 'JFIF\0')) {
      kind = 'jfif';
      if (start !== 2 || !isPlainJfif(file, start, end)) metadata = true;
    } else if (
      (marker === APP2 && hasAscii(file, at + 2, 'ICC_PROFILE\0')) ||
      (marker === APP14 && hasAscii(file, at + 2, 'Adobe'))
    ) {
      kind = 'colour';
      metadata = true;
    } else if ((marker >= APP0 && marker <= APP15) || marker === COM) {
      kind = 'metadata';
      metadata = true;
      if (marker === APP1 && hasAscii(file, at + 2, 'Exif\0'))
        orientation ??= exifOrientation(file.subarray(at + 2, end));
    } else if (!tables.has(marker)) {
      return undefined;
    }
    if (marker !== SOS) at = end;
    if (!add(kind, start, at)) return undefined;
  }
}

function frameSize(
  file: Uint8Array,
  at: number,
  end: number,
): { readonly width: number; readonly height: number } | undefined {
  const height = u16be(file, at + 3);
  const width = u16be(file, at + 5);
  const components = file[at + 7] ?? 0;
  // A height of 0 announces a DNL marker after the first scan: legal, unknown to decoders.
  if (end !== at + 8 + 3 * components || width === 0 || height === 0) return undefined;
  return components >= 1 && components <= 4 ? { width, height } : undefined;
}

/**
 * Where the marker after entropy-coded data stands: the first FF that is neither stuffed, a restart
 * nor fill. -1 when there is none.
 */
function endOfScan(file: Uint8Array, start: number): number {
  for (let at = start; at < file.length - 1; at += 1) {
    if (file[at] !== 0xff) continue;
    const next = file[at + 1] as number;
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  return -1;
}

function isPlainJfif(file: Uint8Array, start: number, end: number): boolean {
  if (end - start !== plainJfif.length) return false;
  return plainJfif.every((byte, index) => byte === file[start + index]);
}
