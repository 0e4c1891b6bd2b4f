import { handsetLimits } from '../limits.ts';
import { encodeFields, readFields } from './fields.ts';

/** A frame that was sent, as it was encrypted, for devices that missed it. In `sent/<conversation>`, its ordinal is its sequence number. */
export interface SentRecord {
  readonly epoch: bigint;
  /** Empty: it was erased, and only that it was there is kept. */
  readonly frame: Uint8Array;
}

/** In place of a frame that nobody gets again. */
export const erasedFrame: SentRecord = { epoch: 0n, frame: new Uint8Array(0) };

const version = 1;
const uncoveredVersion = 2;

export function encodeSent({ epoch, frame }: SentRecord): Uint8Array {
  return encodeFields(version, [Number(epoch), frame]);
}

export function decodeSent(value: Uint8Array): SentRecord {
  const fields = readFields(value, version);
  const record = { epoch: BigInt(fields.number()), frame: fields.bytes() };
  fields.end();
  return record;
}

/**
 * Which of the devices that a message was sent to no relay has it for yet: one bit for each, or `null` while that is all of them, as it
 * is at first, so that what is written then does not grow with them. In `uncovered/<conversation>`, by message id.
 */
export function allUncovered(devices: number): Uint8Array {
  return encodeFields(uncoveredVersion, [devices, null]);
}

/** Takes devices out, by their places; `undefined` when none is left. @throws VAULT_BROKEN, VAULT_NEWER */
export function cover(value: Uint8Array, places: readonly number[]): Uint8Array | undefined {
  const fields = readFields(value, uncoveredVersion);
  const devices = fields.number();
  if (devices < 0 || devices > handsetLimits.maxMlsLeaves) return fields.broken();
  const bits = fields.optionalBytes()?.slice() ?? allBits(devices);
  fields.end();
  if (bits.length !== Math.ceil(devices / 8)) return fields.broken();
  for (const place of places) if (place < devices) bits[place >> 3]! &= ~(1 << (place & 7));
  for (let place = 0; place < devices; place++)
    if (bits[place >> 3]! & (1 << (place & 7)))
      return encodeFields(uncoveredVersion, [devices, bits]);
  return undefined;
}

function allBits(devices: number): Uint8Array {
  return new Uint8Array(Math.ceil(devices / 8)).fill(0xff);
}
