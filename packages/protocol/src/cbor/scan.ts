import { protocolError } from '../error.ts';

/** What one document may cost. */
export interface CborBounds {
  readonly maxBytes: number;
  /** Arrays, maps and tags open at once. */
  readonly maxDepth: number;
  /** Data items, keys and containers included. */
  readonly maxItems: number;
}

/**
 * Walks one document without recursion and without building anything: sizes, depth, count, definite lengths, shortest
 * arguments, no trailing byte. What passes can be decoded by recursion. Throws `CBOR_LIMIT`, `CBOR_MALFORMED` or
 * `CBOR_NOT_DETERMINISTIC` (RFC 8949 §§3, 4.2.1).
 */
export function scanCbor(bytes: Uint8Array, bounds: CborBounds): void {
  if (bytes.length > bounds.maxBytes)
    throw protocolError('CBOR_LIMIT', 'The document is too long.');
  // Items still expected at each open level; the first level expects the document itself.
  const expected: number[] = [1];
  let offset = 0;
  let items = 0;
  while (expected.length > 0) {
    const open = expected.length - 1;
    if (expected[open] === 0) {
      expected.pop();
      continue;
    }
    expected[open]! -= 1;
    if (++items > bounds.maxItems)
      throw protocolError('CBOR_LIMIT', 'The document has too many items.');
    const head = readHead(bytes, offset);
    offset = head.end;
    const content = contentOf(head.major, head.argument);
    if (Math.max(content.bytes, content.items) > bytes.length - offset) throw truncated();
    offset += content.bytes;
    if (head.major >= 4 && head.major <= 6) {
      if (expected.length > bounds.maxDepth)
        throw protocolError('CBOR_LIMIT', 'The document is nested too deeply.');
      expected.push(content.items);
    }
  }
  if (offset !== bytes.length) throw protocolError('CBOR_MALFORMED', 'Bytes follow the document.');
}

/** The start of an item. `argument` is exact up to 2^53 and only ever too large to fit beyond it. */
export interface CborHead {
  readonly major: number;
  /** The five low bits of the first byte. */
  readonly info: number;
  readonly argument: number;
  /** Offset of the first byte behind the head. */
  readonly end: number;
}

const smallestArguments = [24, 0x100, 0x1_0000, 0x1_0000_0000];

/** Reads a head at `offset`; refuses reserved, indefinite and longer than needed forms. */
export function readHead(bytes: Uint8Array, offset: number): CborHead {
  const first = bytes[offset];
  if (first === undefined) throw truncated();
  const major = first >> 5;
  const info = first & 0x1f;
  if (info < 24) return { major, info, argument: info, end: offset + 1 };
  if (info > 27) throw unusableHead(major, info);
  const length = 1 << (info - 24);
  const end = offset + 1 + length;
  if (end > bytes.length) throw truncated();
  let argument = 0;
  for (let index = offset + 1; index < end; index++) argument = argument * 256 + bytes[index]!;
  if (major === 7) {
    // Floats are checked when encoded again; a two-byte simple value below 32 is not well-formed (RFC 8949 §3.3).
    if (info === 24 && argument < 32)
      throw protocolError('CBOR_MALFORMED', 'A simple value is not well-formed.');
  } else if (argument < smallestArguments[info - 24]!) {
    throw protocolError('CBOR_NOT_DETERMINISTIC', 'An argument is longer than needed.');
  }
  return { major, info, argument, end };
}

function contentOf(
  major: number,
  argument: number,
): { readonly bytes: number; readonly items: number } {
  switch (major) {
    case 2:
    case 3:
      return { bytes: argument, items: 0 };
    case 4:
      return { bytes: 0, items: argument };
    case 5:
      return { bytes: 0, items: 2 * argument };
    case 6:
      return { bytes: 0, items: 1 };
    default:
      return { bytes: 0, items: 0 };
  }
}

function unusableHead(major: number, info: number): Error {
  return info === 31 && major >= 2 && major <= 5
    ? protocolError('CBOR_NOT_DETERMINISTIC', 'A length is indefinite.')
    : protocolError('CBOR_MALFORMED', 'An item begins with a reserved byte.');
}

function truncated(): Error {
  return protocolError('CBOR_MALFORMED', 'The document ends too early.');
}
