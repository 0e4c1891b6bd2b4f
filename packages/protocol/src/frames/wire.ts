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

/** A tag or a length. Cut ones and ones past 2^53 throw FRAME_MALFORMED. */
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
  if (type === wireType.bytes) {
    const length = readVarint(cursor);
    cursor.at += length;
  } else if (type === wireType.fixed32) cursor.at += 4;
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
  // For ids and addresses a loop is several times faster than the call.
  if (value.length > 64) into.set(value, offset);
  else for (let index = 0; index < value.length; index++) into[offset + index] = value[index]!;
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
