import { handsetError } from '../error.ts';

/** Bytes that grow, for records with many small numbers in them, for which CBOR would be long. */
export interface PackedWriter {
  /** A whole number from 0 to 2^53 - 1, in 7 bits a byte, the lowest first. */
  readonly number: (value: number) => void;
  readonly bytes: (bytes: Uint8Array) => void;
  /** A string of one character a byte. */
  readonly byteString: (text: string) => void;
  readonly length: () => number;
  /** A copy of what was written. */
  readonly done: () => Uint8Array;
}

export function createPackedWriter(): PackedWriter {
  let buffer = new Uint8Array(256);
  let length = 0;
  const room = (more: number): void => {
    if (length + more <= buffer.length) return;
    const larger = new Uint8Array(Math.max(2 * buffer.length, length + more));
    larger.set(buffer.subarray(0, length));
    buffer.fill(0);
    buffer = larger;
  };
  return {
    number: (value) => {
      room(8);
      let rest = value;
      for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) buffer[length++] = 0x80 | (rest % 0x80);
      buffer[length++] = rest;
    },
    bytes: (bytes) => {
      room(bytes.length);
      buffer.set(bytes, length);
      length += bytes.length;
    },
    byteString: (text) => {
      room(text.length);
      for (let at = 0; at < text.length; at += 1) buffer[length++] = text.charCodeAt(at);
    },
    length: () => length,
    done: () => buffer.slice(0, length),
  };
}

/** Reads what a `PackedWriter` wrote. Every call @throws VAULT_BROKEN past the end */
export interface PackedReader {
  readonly number: () => number;
  /** A view. */
  readonly bytes: (length: number) => Uint8Array;
  readonly byteString: (length: number) => string;
  readonly skip: (length: number) => void;
  readonly left: () => number;
}

export function readPacked(bytes: Uint8Array): PackedReader {
  let at = 0;
  const advance = (length: number): number => {
    const from = at;
    if (length > bytes.length - at) throw brokenSearch();
    at += length;
    return from;
  };
  return {
    number: () => {
      let value = 0;
      for (let factor = 1; ; factor *= 0x80) {
        const byte = bytes[advance(1)] ?? 0;
        value += (byte & 0x7f) * factor;
        if (!Number.isSafeInteger(value)) throw brokenSearch();
        if (byte < 0x80) return value;
      }
    },
    bytes: (length) => {
      const from = advance(length);
      return bytes.subarray(from, from + length);
    },
    byteString: (length) => {
      const from = advance(length);
      let text = '';
      for (let index = from; index < from + length; index += 1)
        text += String.fromCharCode(bytes[index] ?? 0);
      return text;
    },
    skip: (length) => void advance(length),
    left: () => bytes.length - at,
  };
}

export function brokenSearch(): Error {
  return handsetError('VAULT_BROKEN', 'A record of search does not have its form.');
}
