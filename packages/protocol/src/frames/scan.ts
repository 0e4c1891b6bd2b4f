import { frameLimits } from '../frame-limits.ts';
import type { Cursor } from './wire.ts';
import { malformed, readVarint, skipValue, tooLarge, wireType } from './wire.ts';

/** A stretch of a message. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const framesField = 1;

/**
 * Finds the frames of a batch without decoding them. Both batches have one field, `repeated frames = 1`; others
 * are skipped. @throws FRAME_TOO_LARGE before anything is read or past `maxFrames`; FRAME_MALFORMED.
 */
export function frameSpans(
  bytes: Uint8Array,
  maxBytes: number,
  maxFrames: number,
): readonly Span[] {
  if (bytes.length > maxBytes) throw tooLarge();
  const cursor: Cursor = { bytes, at: 0, end: bytes.length };
  const spans: Span[] = [];
  while (cursor.at < cursor.end) {
    const tag = readVarint(cursor);
    if (tag === ((framesField << 3) | wireType.bytes)) {
      const length = readVarint(cursor);
      const start = cursor.at;
      cursor.at = start + length;
      if (cursor.at > cursor.end) throw malformed();
      if (spans.length === maxFrames) throw tooLarge();
      spans.push({ start, end: cursor.at });
    } else skipField(cursor, tag);
  }
  if (spans.length === 0) throw malformed();
  return spans;
}

/**
 * Bounds what decoding a frame can allocate: counts the fields of a frame and of the messages in it.
 * @throws FRAME_TOO_LARGE past `frameLimits.maxFieldsPerFrame`; FRAME_MALFORMED for groups and what is cut.
 */
export function checkFieldCount(bytes: Uint8Array, span: Span): void {
  countFields({ bytes, at: span.start, end: span.end }, (message) =>
    countFields(message, undefined),
  );
}

function countFields(cursor: Cursor, inner: ((message: Cursor) => number) | undefined): number {
  let count = 0;
  while (cursor.at < cursor.end) {
    const tag = readVarint(cursor);
    const start = cursor.at;
    skipField(cursor, tag);
    count++;
    if (inner !== undefined && tag % 8 === wireType.bytes) {
      const message = { bytes: cursor.bytes, at: start, end: cursor.at };
      readVarint(message);
      count += inner(message);
    }
    if (count > frameLimits.maxFieldsPerFrame) throw tooLarge();
  }
  return count;
}

function skipField(cursor: Cursor, tag: number): void {
  if (tag < 8 || tag > 0xffffffff) throw malformed();
  skipValue(cursor, tag % 8);
}
