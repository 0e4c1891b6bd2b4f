import { compareBytes } from '../bytes.ts';
import { protocolError } from '../error.ts';
import { protocolLimits } from '../limits.ts';
import { encodeUtf8 } from '../utf8.ts';
import { toHalf } from './float.ts';
import { isCborArray, isCborMap } from './value.ts';
import type { CborMap, CborValue } from './value.ts';

/**
 * The one core deterministic encoding of a value (RFC 8949 §4.2.1). Throws `CBOR_VALUE` for what has none: a number
 * that is no safe integer, a lone surrogate, equal keys, tag 2 or 3 by hand, a simple value out of range; `CBOR_LIMIT`
 * for nesting past `maxCborDepth`.
 */
export function encodeCbor(value: CborValue): Uint8Array {
  const sink: Sink = { bytes: new Uint8Array(256), length: 0 };
  write(sink, value, 0);
  const encoded = sink.bytes.slice(0, sink.length);
  // Keys are encoded too: whoever erases what they got has erased all of it.
  sink.bytes.fill(0, 0, sink.length);
  return encoded;
}

/** True when these bytes are the encoding of the value. */
export function isEncodingOf(bytes: Uint8Array, value: CborValue): boolean {
  const room = bytes.length <= scratch.length ? scratch : new Uint8Array(bytes.length);
  const sink: Sink = { bytes: room, length: 0 };
  write(sink, value, 0);
  let difference = sink.length - bytes.length;
  for (let at = 0; at < bytes.length; at++) difference |= bytes[at]! ^ sink.bytes[at]!;
  // What was in a document does not stay here.
  scratch.fill(0, 0, sink.length);
  return difference === 0;
}

/** Where short documents are encoded for a look: a buffer of its own for each costs more than all the rest. */
const scratch = new Uint8Array(4_096);

interface Sink {
  bytes: Uint8Array;
  length: number;
}

function reserve(sink: Sink, length: number): void {
  const needed = sink.length + length;
  if (needed <= sink.bytes.length) return;
  const larger = new Uint8Array(Math.max(needed, 2 * sink.bytes.length));
  larger.set(sink.bytes.subarray(0, sink.length));
  sink.bytes.fill(0);
  sink.bytes = larger;
}

function writeByte(sink: Sink, byte: number): void {
  reserve(sink, 1);
  sink.bytes[sink.length++] = byte;
}

function writeBytes(sink: Sink, bytes: Uint8Array): void {
  reserve(sink, bytes.length);
  sink.bytes.set(bytes, sink.length);
  sink.length += bytes.length;
}

function writeHead(sink: Sink, major: number, argument: number | bigint): void {
  const first = major << 5;
  if (argument < 24) return writeByte(sink, first | Number(argument));
  const size = argument < 0x100 ? 0 : argument < 0x1_0000 ? 1 : argument < 0x1_0000_0000 ? 2 : 3;
  writeByte(sink, first | (24 + size));
  const length = 1 << size;
  reserve(sink, length);
  if (size === 3) {
    const view = new DataView(sink.bytes.buffer, sink.bytes.byteOffset + sink.length, length);
    view.setBigUint64(0, BigInt(argument));
  } else {
    const number = Number(argument);
    for (let at = 0; at < length; at++)
      sink.bytes[sink.length + at] = number >>> (8 * (length - 1 - at));
  }
  sink.length += length;
}

function write(sink: Sink, value: CborValue, depth: number): void {
  switch (typeof value) {
    case 'number':
      if (!Number.isSafeInteger(value)) throw unencodable('A bare number is not a safe integer.');
      return value < 0 ? writeHead(sink, 1, -1 - value) : writeHead(sink, 0, value);
    case 'bigint':
      return writeBigint(sink, value);
    case 'string':
      return writeText(sink, value);
    case 'boolean':
      return writeByte(sink, value ? 0xf5 : 0xf4);
    case 'undefined':
      return writeByte(sink, 0xf7);
    default:
      return writeObject(sink, value, depth);
  }
}

/** Text of ASCII alone, which most is, is written letter by letter: the platform's encoder costs more than that. */
function writeText(sink: Sink, text: string): void {
  const start = sink.length;
  writeHead(sink, 3, text.length);
  reserve(sink, text.length);
  let at = 0;
  for (; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit >= 0x80) break;
    sink.bytes[sink.length + at] = unit;
  }
  if (at === text.length) {
    sink.length += at;
    return;
  }
  if (!text.isWellFormed()) throw unencodable('A text string has a lone surrogate.');
  sink.length = start;
  const bytes = encodeUtf8(text);
  writeHead(sink, 3, bytes.length);
  writeBytes(sink, bytes);
}

function writeObject(sink: Sink, value: Extract<CborValue, object | null>, depth: number): void {
  if (value === null) return writeByte(sink, 0xf6);
  if (value instanceof Uint8Array) {
    writeHead(sink, 2, value.length);
    return writeBytes(sink, value);
  }
  if ('cbor' in value && value.cbor === 'float') return writeFloat(sink, value.float);
  if ('cbor' in value && value.cbor === 'simple') return writeSimple(sink, value.simple);
  if (depth >= protocolLimits.maxCborDepth)
    throw protocolError('CBOR_LIMIT', 'The value is nested too deeply.');
  if (isCborArray(value)) {
    writeHead(sink, 4, value.length);
    for (const item of value) write(sink, item, depth + 1);
    return;
  }
  if (isCborMap(value)) return writeMap(sink, value, depth + 1);
  if (!('cbor' in value) || value.cbor !== 'tag')
    throw unencodable('The value is of no CBOR type.');
  writeHead(sink, 6, tagNumber(value.tag));
  write(sink, value.value, depth + 1);
}

function tagNumber(tag: number | bigint): number | bigint {
  const usable =
    typeof tag === 'bigint' ? tag >= 0n && tag < 1n << 64n : Number.isSafeInteger(tag) && tag >= 0;
  if (!usable || BigInt(tag) === 2n || BigInt(tag) === 3n)
    throw unencodable('A tag number is not usable.');
  return tag;
}

/** Most maps come with their keys in order, and are written as they come; the others are written again, sorted. */
function writeMap(sink: Sink, map: CborMap, depth: number): void {
  const start = sink.length;
  writeHead(sink, 5, map.size);
  let previous: Uint8Array | number | undefined;
  for (const [key, value] of map) {
    const from = sink.length;
    write(sink, key, depth);
    const isShort = sink.length === from + 1;
    const encoded = isShort ? sink.bytes[from]! : sink.bytes.slice(from, sink.length);
    if (previous !== undefined && !isBefore(previous, encoded)) {
      sink.length = start;
      return writeSorted(sink, map, depth);
    }
    previous = encoded;
    write(sink, value, depth);
  }
}

/** Whether one encoded key sorts before another; a key of one byte is given as that byte. */
function isBefore(a: Uint8Array | number, b: Uint8Array | number): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a < b;
  const [first, second] = [a, b].map((key) => (typeof key === 'number' ? Uint8Array.of(key) : key));
  return compareBytes(first!, second!) < 0;
}

function writeSorted(sink: Sink, map: CborMap, depth: number): void {
  const entries = Array.from(map, ([key, value]) => {
    const encoded: Sink = { bytes: new Uint8Array(16), length: 0 };
    write(encoded, key, depth);
    return { key: encoded.bytes.subarray(0, encoded.length), value };
  });
  entries.sort((a, b) => compareBytes(a.key, b.key));
  writeHead(sink, 5, entries.length);
  entries.forEach(({ key, value }, index) => {
    const previous = entries[index - 1];
    if (previous !== undefined && compareBytes(previous.key, key) === 0)
      throw unencodable('Two keys are equal.');
    writeBytes(sink, key);
    write(sink, value, depth);
  });
}

function writeBigint(sink: Sink, value: bigint): void {
  const magnitude = value < 0n ? -1n - value : value;
  if (magnitude < 1n << 64n) return writeHead(sink, value < 0n ? 1 : 0, magnitude);
  const hex = magnitude.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  const bytes = Uint8Array.from({ length: even.length / 2 }, (_, index) =>
    Number.parseInt(even.slice(2 * index, 2 * index + 2), 16),
  );
  writeHead(sink, 6, value < 0n ? 3 : 2);
  writeHead(sink, 2, bytes.length);
  writeBytes(sink, bytes);
}

function writeSimple(sink: Sink, simple: number): void {
  if (!Number.isInteger(simple) || simple < 0 || simple > 255 || (simple >= 20 && simple < 32)) {
    throw unencodable('A simple value is out of range.');
  }
  if (simple < 20) return writeByte(sink, 0xe0 | simple);
  writeByte(sink, 0xf8);
  writeByte(sink, simple);
}

function writeFloat(sink: Sink, float: number): void {
  const half = toHalf(float);
  const size = half !== undefined ? 2 : Math.fround(float) === float ? 4 : 8;
  writeByte(sink, size === 2 ? 0xf9 : size === 4 ? 0xfa : 0xfb);
  reserve(sink, size);
  const view = new DataView(sink.bytes.buffer, sink.bytes.byteOffset + sink.length, size);
  if (half !== undefined) view.setUint16(0, half);
  else if (size === 4) view.setFloat32(0, float);
  else view.setFloat64(0, float);
  sink.length += size;
}

function unencodable(message: string): Error {
  return protocolError('CBOR_VALUE', message);
}
