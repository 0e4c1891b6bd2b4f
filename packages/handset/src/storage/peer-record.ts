import { encodeFields, readFields } from './fields.ts';

/** How far the frames of another device came in a conversation. In `peers/<conversation>`, by device key. */
export interface PeerRecord {
  /** Signature key, 32 bytes. */
  readonly device: Uint8Array;
  readonly identity: Uint8Array;
  /** Epoch in which this device saw it come in; 0 when it was there before. It gets nothing of an earlier one. */
  readonly sinceEpoch: number;
  /** Number that its next frame should have; undefined when none came yet. */
  readonly next: number | undefined;
  /** `next` is what somebody else said, or of before the device came in again, and no frame has borne it out. */
  readonly isHearsay: boolean;
  /** Numbers before `next` that did not come: inclusive ranges, rising, apart. */
  readonly missing: readonly Range[];
  /** Numbers of frames that left out others and came by being sent again; as they were sent first, they may still come. */
  readonly leaps: readonly number[];
  /** How often they were asked for, and when they are next. */
  readonly asks: number;
  readonly askAtMs: number;
  /** Its leaf's mailbox, as encoded there, of one that went out of the group. */
  readonly mailbox: Uint8Array | undefined;
}

export type Range = readonly [first: number, last: number];

/** Of a device of which nothing came yet. */
export function freshPeer(device: Uint8Array, identity: Uint8Array): PeerRecord {
  const next = undefined;
  return {
    device,
    identity,
    sinceEpoch: 0,
    next,
    isHearsay: false,
    missing: [],
    leaps: [],
    asks: 0,
    askAtMs: 0,
    mailbox: undefined,
  };
}

const version = 1;

export function encodePeer(record: PeerRecord): Uint8Array {
  return encodeFields(version, [
    record.device,
    record.identity,
    record.sinceEpoch,
    record.next ?? null,
    record.isHearsay,
    record.missing.flat(),
    record.leaps,
    record.asks,
    record.askAtMs,
    record.mailbox ?? null,
  ]);
}

export function decodePeer(value: Uint8Array): PeerRecord {
  const fields = readFields(value, version);
  const device = fields.bytes();
  const identity = fields.bytes();
  const sinceEpoch = fields.number();
  const next = fields.optionalNumber();
  const isHearsay = fields.flag();
  const bounds = fields.numberList();
  const missing: Range[] = [];
  for (let at = 0; at < bounds.length; at += 2)
    missing.push([bounds[at]!, bounds[at + 1] ?? fields.broken()]);
  const record = {
    device,
    identity,
    sinceEpoch,
    next,
    isHearsay,
    missing,
    leaps: fields.numberList(),
    asks: fields.number(),
    askAtMs: fields.number(),
    mailbox: fields.optionalBytes(),
  };
  fields.end();
  return record;
}
