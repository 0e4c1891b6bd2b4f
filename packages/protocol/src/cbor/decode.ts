import { compareBytes } from '../bytes.ts';
import { protocolError } from '../error.ts';
import { protocolLimits } from '../limits.ts';
import { decodeUtf8 } from '../utf8.ts';
import { isEncodingOf } from './encode.ts';
import { fromHalf } from './float.ts';
import { readHead, scanCbor } from './scan.ts';
import type { CborBounds, CborHead } from './scan.ts';
import { cborFloat, cborSimple, cborTag } from './value.ts';
import type { CborMap, CborValue } from './value.ts';

const defaultBounds: CborBounds = {
  maxBytes: protocolLimits.maxCborBytes,
  maxDepth: protocolLimits.maxCborDepth,
  maxItems: protocolLimits.maxCborItems,
};

/**
 * One document in core deterministic encoding (RFC 8949 §4.2.1) as a value that shares no memory with `bytes`.
 *
 * Size, depth and count are bounded before anything is built; at the end the value is encoded again and must give
 * the same bytes. Throws `CBOR_LIMIT`, `CBOR_MALFORMED` (not well-formed or not valid: bad UTF-8, trailing bytes) or
 * `CBOR_NOT_DETERMINISTIC`. The only NaN is 0xf97e00.
 */
export function decodeCbor(bytes: Uint8Array, bounds: Partial<CborBounds> = {}): CborValue {
  const all = { ...defaultBounds, ...bounds };
  scanCbor(bytes, { ...all, maxDepth: Math.min(all.maxDepth, protocolLimits.maxCborDepth) });
  const value = readItem({
    bytes,
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
    offset: 0,
  });
  if (!isEncodingOf(bytes, value)) {
    throw protocolError(
      'CBOR_NOT_DETERMINISTIC',
      'The document is not in its one deterministic form.',
    );
  }
  return value;
}

interface Cursor {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  offset: number;
}

// Recursion is safe here: the scan has bounded the depth.
function readItem(cursor: Cursor): CborValue {
  const start = cursor.offset;
  const head = readHead(cursor.bytes, start);
  cursor.offset = head.end;
  switch (head.major) {
    case 0:
      return integer(cursor, head, start);
    case 1: {
      const value = integer(cursor, head, start);
      return typeof value === 'number' && value < Number.MAX_SAFE_INTEGER
        ? -1 - value
        : -1n - BigInt(value);
    }
    case 2:
      return cursor.bytes.slice(head.end, (cursor.offset += head.argument));
    case 3:
      return readText(cursor, head.argument);
    case 4:
      return readArray(cursor, head.argument);
    case 5:
      return readMap(cursor, head.argument);
    case 6:
      return readTag(cursor, integer(cursor, head, start));
    default:
      return readSimpleOrFloat(cursor, head, start);
  }
}

function integer(cursor: Cursor, head: CborHead, start: number): number | bigint {
  return Number.isSafeInteger(head.argument) ? head.argument : cursor.view.getBigUint64(start + 1);
}

function take(cursor: Cursor, length: number): Uint8Array {
  const part = cursor.bytes.subarray(cursor.offset, cursor.offset + length);
  cursor.offset += length;
  return part;
}

function readText(cursor: Cursor, length: number): string {
  const text = decodeUtf8(take(cursor, length));
  if (text === undefined)
    throw protocolError('CBOR_MALFORMED', 'A text string is not valid UTF-8.');
  return text;
}

function readArray(cursor: Cursor, length: number): readonly CborValue[] {
  const items: CborValue[] = [];
  for (let index = 0; index < length; index++) items.push(readItem(cursor));
  return items;
}

function readMap(cursor: Cursor, pairs: number): CborMap {
  const map = new Map<CborValue, CborValue>();
  let previous: Uint8Array | undefined;
  for (let pair = 0; pair < pairs; pair++) {
    const start = cursor.offset;
    const key = readItem(cursor);
    const encoded = cursor.bytes.subarray(start, cursor.offset);
    if (previous !== undefined && compareBytes(previous, encoded) >= 0) {
      throw protocolError('CBOR_NOT_DETERMINISTIC', 'Map keys are not unique and in order.');
    }
    previous = encoded;
    map.set(key, readItem(cursor));
  }
  return map;
}

function readTag(cursor: Cursor, tag: number | bigint): CborValue {
  const value = readItem(cursor);
  if (tag !== 2 && tag !== 3) return cborTag(tag, value);
  if (!(value instanceof Uint8Array))
    throw protocolError('CBOR_MALFORMED', 'A bignum is not a byte string.');
  let hex = '0';
  for (const byte of value) hex += byte.toString(16).padStart(2, '0');
  const magnitude = BigInt(`0x${hex}`);
  return tag === 2 ? magnitude : -1n - magnitude;
}

function readSimpleOrFloat(cursor: Cursor, head: CborHead, start: number): CborValue {
  switch (head.info) {
    case 20:
      return false;
    case 21:
      return true;
    case 22:
      return null;
    case 23:
      return undefined;
    case 25:
      return cborFloat(fromHalf(head.argument));
    case 26:
      return cborFloat(cursor.view.getFloat32(start + 1));
    case 27:
      return cborFloat(cursor.view.getFloat64(start + 1));
    default:
      return cborSimple(head.argument);
  }
}
