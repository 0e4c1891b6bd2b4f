import { textBytes } from '../bytes.ts';

/** What a camera writes into a picture. */
export interface ExifFields {
  /** 1 to 8: how the stored pixels are to be turned. */
  readonly orientation: number;
  /** Text that is searched for afterwards, written as maker, model and time. */
  readonly maker: string;
  /** Degrees, north and east positive. */
  readonly place?: { readonly latitude: number; readonly longitude: number };
  /** Phones of both kinds exist. Default false. */
  readonly littleEndian?: boolean;
}

interface Entry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly body: Uint8Array;
}

/**
 * An EXIF block without its `Exif\0\0`: a TIFF structure of one directory, and one for the place
 * (Exif 2.32 §4.6).
 */
export function exifBlock(fields: ExifFields): Uint8Array {
  const little = fields.littleEndian ?? false;
  const main = [
    ascii(0x010f, fields.maker),
    ascii(0x0110, `${fields.maker} camera`),
    short(0x0112, fields.orientation, little),
    ascii(0x0132, '2026:01:01 12:00:00'),
  ];
  const place = fields.place;
  const placeAt = 8 + directoryBytes([...main, long(0x8825, 0, little)]);
  const entries = place === undefined ? main : [...main, long(0x8825, placeAt, little)];
  const parts = [directory(entries, 8, little)];
  if (place !== undefined) {
    const positions = [
      ascii(0x0001, place.latitude < 0 ? 'S' : 'N'),
      degrees(0x0002, Math.abs(place.latitude), little),
      ascii(0x0003, place.longitude < 0 ? 'W' : 'E'),
      degrees(0x0004, Math.abs(place.longitude), little),
    ];
    parts.push(directory(positions, placeAt, little));
  }
  const head = Uint8Array.of(
    ...(little ? [0x49, 0x49, 42, 0] : [0x4d, 0x4d, 0, 42]),
    ...u32(8, little),
  );
  return joinBytes([head, ...parts]);
}

export function joinBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function directory(entries: readonly Entry[], at: number, little: boolean): Uint8Array {
  const head: number[] = [...u16(entries.length, little)];
  const bodies: Uint8Array[] = [];
  let bodyAt = at + 2 + 12 * entries.length + 4;
  for (const { tag, type, count, body } of entries) {
    head.push(...u16(tag, little), ...u16(type, little), ...u32(count, little));
    if (body.length <= 4) {
      head.push(...body, ...new Uint8Array(4 - body.length));
    } else {
      head.push(...u32(bodyAt, little));
      bodies.push(body);
      bodyAt += body.length;
    }
  }
  return joinBytes([Uint8Array.from([...head, 0, 0, 0, 0]), ...bodies]);
}

function directoryBytes(entries: readonly Entry[]): number {
  return entries.reduce((sum, { body }) => sum + 12 + (body.length > 4 ? body.length : 0), 2 + 4);
}

function ascii(tag: number, text: string): Entry {
  const body = textBytes(`${text}\0`);
  return { tag, type: 2, count: body.length, body };
}

function short(tag: number, value: number, little: boolean): Entry {
  return { tag, type: 3, count: 1, body: Uint8Array.from(u16(value, little)) };
}

function long(tag: number, value: number, little: boolean): Entry {
  return { tag, type: 4, count: 1, body: Uint8Array.from(u32(value, little)) };
}

function degrees(tag: number, value: number, little: boolean): Entry {
  const whole = Math.floor(value);
  const minutes = Math.floor((value - whole) * 60);
  const hundredths = Math.round(((value - whole) * 60 - minutes) * 6000);
  const rationals = [whole, 1, minutes, 1, hundredths, 100];
  return {
    tag,
    type: 5,
    count: 3,
    body: Uint8Array.from(rationals.flatMap((part) => u32(part, little))),
  };
}

function u16(value: number, little: boolean): number[] {
  const bytes = [value >>> 8, value & 0xff];
  return little ? bytes.toReversed() : bytes;
}

function u32(value: number, little: boolean): number[] {
  const bytes = [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
  return little ? bytes.toReversed() : bytes;
}
