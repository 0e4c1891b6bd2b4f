import { encodeFields, readFields } from './fields.ts';

/** How far the frames of another device came in a conversation. In `peers/<conversation>`, by device key. */
export interface PeerRecord {
  /** Signature key, 32 bytes. */
  readonly device: Uint8Array;
  readonly identity: Uint8Array;
  /** Number that its next frame should have. */
  readonly next: number;
  /** Numbers before `next` that did not come: inclusive ranges, rising, apart. */
  readonly missing: readonly Range[];
  /** How often they were asked for, and when they are next. */
  readonly asks: number;
  readonly askAtMs: number;
}

export type Range = readonly [first: number, last: number];

const version = 1;

export function encodePeer(record: PeerRecord): Uint8Array {
  return encodeFields(version, [
    record.device,
    record.identity,
    record.next,
    record.missing.flat(),
    record.asks,
    record.askAtMs,
  ]);
}

export function decodePeer(value: Uint8Array): PeerRecord {
  const fields = readFields(value, version);
  const device = fields.bytes();
  const identity = fields.bytes();
  const next = fields.number();
  const bounds = fields.numberList();
  const missing: Range[] = [];
  for (let at = 0; at < bounds.length; at += 2)
    missing.push([bounds[at]!, bounds[at + 1] ?? fields.broken()]);
  const record = { device, identity, next, missing, asks: fields.number(), askAtMs: fields.number() };
  fields.end();
  return record;
}
