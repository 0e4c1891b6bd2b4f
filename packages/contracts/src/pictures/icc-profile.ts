import { textBytes } from '../bytes.ts';
import { joinBytes } from './exif.ts';

type Xyz = readonly [number, number, number];

// The colorants of sRGB, adapted to D50.
const red: Xyz = [0.436, 0.2225, 0.0139];
const green: Xyz = [0.3851, 0.7169, 0.0971];
const blue: Xyz = [0.1431, 0.0606, 0.7141];
const white: Xyz = [0.9642, 1, 0.8249];

/**
 * An ICC profile (ICC.1:2001-04, a matrix and gamma 2.2) in which red and blue have changed places:
 * a decoder that heeds it shows stored red as blue. `text` stands in its copyright.
 */
export function swappedProfile(text: string): Uint8Array {
  const tags: readonly (readonly [string, Uint8Array])[] = [
    [
      'desc',
      joinBytes([textBytes('desc\0\0\0\0'), u32(8), textBytes('swapped\0'), new Uint8Array(78)]),
    ],
    ['cprt', textBytes(`text\0\0\0\0${text}\0`)],
    ['wtpt', xyz(white)],
    ['rXYZ', xyz(blue)],
    ['gXYZ', xyz(green)],
    ['bXYZ', xyz(red)],
    ['rTRC', gamma()],
    ['gTRC', gamma()],
    ['bTRC', gamma()],
  ];
  const table: Uint8Array[] = [u32(tags.length)];
  const bodies: Uint8Array[] = [];
  let at = 128 + 4 + 12 * tags.length;
  for (const [name, body] of tags) {
    const padded = joinBytes([body, new Uint8Array((4 - (body.length % 4)) % 4)]);
    table.push(textBytes(name), u32(at), u32(body.length));
    bodies.push(padded);
    at += padded.length;
  }
  return joinBytes([header(at), ...table, ...bodies]);
}

function header(size: number): Uint8Array {
  const bytes = new Uint8Array(128);
  bytes.set(u32(size), 0);
  bytes.set([2, 0x40], 8);
  bytes.set(textBytes('mntrRGB XYZ '), 12);
  bytes.set([7, 0xea, 0, 1, 0, 1], 24);
  bytes.set(textBytes('acsp'), 36);
  bytes.set(
    white.flatMap((part) => [...fixed(part)]),
    68,
  );
  return bytes;
}

function gamma(): Uint8Array {
  return joinBytes([textBytes('curv\0\0\0\0'), u32(1), Uint8Array.of(2, 0x33)]);
}

function xyz(value: Xyz): Uint8Array {
  return joinBytes([textBytes('XYZ \0\0\0\0'), ...value.map(fixed)]);
}

/** s15Fixed16Number. */
function fixed(value: number): Uint8Array {
  return u32(Math.round(value * 65_536));
}

function u32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);
}
