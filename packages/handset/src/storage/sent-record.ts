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

export function encodeSent({ epoch, frame }: SentRecord): Uint8Array {
  return encodeFields(version, [Number(epoch), frame]);
}

export function decodeSent(value: Uint8Array): SentRecord {
  const fields = readFields(value, version);
  const record = { epoch: BigInt(fields.number()), frame: fields.bytes() };
  fields.end();
  return record;
}

/** One bit for each device that a message was sent to and that no relay has it for yet. In `uncovered/<conversation>`, by message id. */
export function allUncovered(devices: number): Uint8Array {
  return encodeFields(version, [devices, new Uint8Array(Math.ceil(devices / 8)).fill(0xff)]);
}

/** Takes devices out, by their places; `undefined` when none is left. */
export function cover(value: Uint8Array, places: readonly number[]): Uint8Array | undefined {
  const fields = readFields(value, version);
  const devices = fields.number();
  const bits = fields.bytes().slice();
  fields.end();
  for (const place of places) if (place < devices) bits[place >> 3]! &= ~(1 << (place & 7));
  for (let place = 0; place < devices; place++)
    if (bits[place >> 3]! & (1 << (place & 7))) return encodeFields(version, [devices, bits]);
  return undefined;
}
