import { protocolError } from '../error.ts';

/** Protobuf wire types that proto3 messages without groups use. */
export const wireType: {
  readonly varint: 0;
  readonly fixed64: 1;
  readonly bytes: 2;
  readonly fixed32: 5;
} = {
  varint: 0,
  fixed64: 1,
  bytes: 2,
  fixed32: 5,
};

/** A place in bytes that are being read. `end` is exclusive. Made once for a message and moved along. */
export interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
  end: number;
}

/**
 * A varint below 2^53; larger ones, longer ones than 10 bytes and cut ones throw FRAME_MALFORMED. Bits past the 64th
 * are ignored by no one: there is no canonical protobuf with them.
 */
export function readVarint(cursor: Cursor): number {
  const { bytes } = cursor;
  let at = cursor.at;
  let value = 0;
  let scale = 1;
  for (let count = 0; count < 8; count++) {
    if (at >= cursor.end) throw malformed();
    const byte = bytes[at++]!;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) {
      if (value > Number.MAX_SAFE_INTEGER) throw malformed();
      cursor.at = at;
      return value;
    }
    scale *= 128;
  }
  throw malformed();
}

/** Moves past one field's value; what cannot be skipped throws FRAME_MALFORMED, groups included. */
export function skipValue(cursor: Cursor, type: number): void {
  if (type === wireType.bytes) cursor.at += readVarint(cursor);
  else if (type === wireType.fixed32) cursor.at += 4;
  else if (type === wireType.fixed64) cursor.at += 8;
  else if (type === wireType.varint) skipVarint(cursor);
  else throw malformed();
  if (cursor.at > cursor.end) throw malformed();
}

function skipVarint(cursor: Cursor): void {
  for (let count = 0; count < 10; count++) {
    if (cursor.at >= cursor.end) throw malformed();
    if (cursor.bytes[cursor.at++]! < 0x80) return;
  }
  throw malformed();
}

export function varintLength(value: number): number {
  let length = 1;
  for (let left = value; left >= 128; left = Math.floor(left / 128)) length++;
  return length;
}

/** Writes a varint of a non-negative integer below 2^53 and returns the offset behind it. */
export function writeVarint(into: Uint8Array, at: number, value: number): number {
  let left = value;
  let offset = at;
  while (left > 0x7fffffff) {
    into[offset++] = (left % 128) | 0x80;
    left = Math.floor(left / 128);
  }
  while (left > 127) {
    into[offset++] = (left & 127) | 0x80;
    left >>>= 7;
  }
  into[offset++] = left;
  return offset;
}

/** Writes a length-delimited field with a one-byte tag and returns the offset behind it. */
export function writeBytes(into: Uint8Array, at: number, tag: number, value: Uint8Array): number {
  into[at] = tag;
  const offset = writeVarint(into, at + 1, value.length);
  into.set(value, offset);
  return offset + value.length;
}

/** Length of a length-delimited field with a one-byte tag. */
export function bytesFieldLength(length: number): number {
  return 1 + varintLength(length) + length;
}

export function malformed(cause?: unknown): Error {
  return protocolError('FRAME_MALFORMED', 'The message is not a batch of relay frames.', cause);
}

export function tooLarge(): Error {
  return protocolError(
    'FRAME_TOO_LARGE',
    'The message has more bytes, frames or fields than allowed.',
  );
}
