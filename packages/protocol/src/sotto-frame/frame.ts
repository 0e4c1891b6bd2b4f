import { decodeCbor } from '../cbor/decode.ts';
import { encodeCbor } from '../cbor/encode.ts';
import { isText, readIntMap } from '../cbor/int-map.ts';
import type { CborValue } from '../cbor/value.ts';
import { protocolError } from '../error.ts';
import { protocolLimits } from '../limits.ts';
import { isSuggestedName } from '../suggested-name.ts';
import { readClock } from './clock.ts';
import { controlToCbor, readControl } from './control.ts';
import type { FrameControl } from './control.ts';
import type { Hlc } from './hlc.ts';
import { networkHeadToCbor, readNetworkHead } from './network-head.ts';
import type { NetworkHead } from './network-head.ts';

/**
 * What is inside an MLS application message: a map with integer keys.
 *
 * Keys 0 to 7 are below. Other keys from 8 up are optional: an older handset keeps them in `unknown` and goes on, so
 * that new facts can be added without leaving anyone behind, and re-encoding keeps
 * the bytes. Negative keys must be understood: a frame with one is refused, because acting on half of it would be
 * wrong. A frame may have neither content nor control: then it only counts.
 */
export interface SottoFrame {
  /** Of this device in this conversation, from 0, without gaps (DESIGN §5.5). */
  readonly sequence: number;
  readonly clock: Hlc;
  /**
   * How many numbers right before this one were left out: by a device that may have used them in a state which it has lost. Nobody waits
   * for them; whoever has one of them knows that the device has lost its state. 1 or more; default 0.
   */
  readonly skipped?: number;
  /** A MIMI content, encoded; parse it with `parseMimiContent`. */
  readonly content?: Uint8Array;
  readonly control?: FrameControl;
  /** How far the sender has read the act log of its network. */
  readonly head?: NetworkHead;
  /** How the sender would like to be called, for those who came after it was said. The reader may call them otherwise. */
  readonly suggestedName?: string;
  /** Optional fields of later versions, at most 16. */
  readonly unknown?: ReadonlyMap<number, CborValue>;
}

const version = 1;
const firstUnknownKey = 8;

/**
 * Throws `SOTTO_FRAME_MALFORMED`, `SOTTO_FRAME_UNSUPPORTED` (another version, or a field that must be understood), or the
 * `CBOR_` codes of `decodeCbor`.
 */
export function parseSottoFrame(bytes: Uint8Array): SottoFrame {
  const fields = readIntMap(
    decodeCbor(bytes, { maxBytes: protocolLimits.maxSottoFrameBytes }),
    malformed,
  );
  if (fields.uint(0, 'version', 0xffff) !== version) throw unsupported();
  const sequence = fields.uint(1, 'sequence', protocolLimits.maxSottoFrameSequence);
  const clock = readClock(fields.value(2, 'clock')) ?? malformed('clock');
  const content = fields.has(3)
    ? fields.bytes(3, 'content', { min: 1, max: protocolLimits.maxSottoFrameBytes })
    : undefined;
  const control = fields.has(4)
    ? (readControl(fields.value(4, 'control')) ?? malformed('control'))
    : undefined;
  const skipped = fields.has(5) ? fields.uint(5, 'skipped', sequence) : undefined;
  if (skipped === 0) malformed('skipped');
  const head = fields.has(6)
    ? (readNetworkHead(fields.value(6, 'head')) ?? malformed('head'))
    : undefined;
  const suggestedName = fields.has(7) ? readName(fields.value(7, 'name')) : undefined;
  const unknown = readUnknown(fields.rest());
  return {
    sequence,
    clock,
    ...(skipped === undefined ? {} : { skipped }),
    ...(content === undefined ? {} : { content }),
    ...(control === undefined ? {} : { control }),
    ...(head === undefined ? {} : { head }),
    ...(suggestedName === undefined ? {} : { suggestedName }),
    ...(unknown.size === 0 ? {} : { unknown }),
  };
}

/** Throws as `parseSottoFrame` does, so a frame too long is refused before any key is used on it. */
export function encodeSottoFrame(frame: SottoFrame): Uint8Array {
  const fields = new Map<number, CborValue>(frame.unknown);
  for (const key of fields.keys()) if (key < firstUnknownKey) malformed('an unknown field');
  fields.set(0, version);
  fields.set(1, frame.sequence);
  fields.set(2, [frame.clock.physicalMs, frame.clock.counter]);
  if (frame.skipped !== undefined) fields.set(5, frame.skipped);
  if (frame.content !== undefined) fields.set(3, frame.content);
  if (frame.control !== undefined) fields.set(4, controlToCbor(frame.control));
  if (frame.head !== undefined) fields.set(6, networkHeadToCbor(frame.head));
  if (frame.suggestedName !== undefined) fields.set(7, frame.suggestedName);
  const bytes = encodeCbor(fields);
  parseSottoFrame(bytes);
  return bytes;
}

function readName(value: CborValue): string {
  return isText(value, protocolLimits.maxSuggestedNameBytes) && isSuggestedName(value)
    ? value
    : malformed('name');
}

function readUnknown(rest: ReadonlyMap<CborValue, CborValue>): ReadonlyMap<number, CborValue> {
  if (rest.size > protocolLimits.maxSottoFrameUnknownFields) malformed('number of fields');
  const unknown = new Map<number, CborValue>();
  for (const [key, value] of rest) {
    if (typeof key !== 'number') return malformed('a key');
    if (key < 0) throw unsupported();
    unknown.set(key, value);
  }
  return unknown;
}

function malformed(field: string): never {
  throw protocolError('SOTTO_FRAME_MALFORMED', `The frame is not valid: ${field}.`);
}

function unsupported(): Error {
  return protocolError('SOTTO_FRAME_UNSUPPORTED', 'The frame needs a newer version of Sotto.');
}
