import type { RelayUrl } from '@sotto/core';
import type { DropReason } from '../api.ts';
import { encodeFields, readFields } from './fields.ts';

/** Who this handset is. In `self`. */
export interface SelfRecord {
  readonly deviceSeed: Uint8Array;
  readonly deviceKey: Uint8Array;
  /** The first link of the device chain. */
  readonly link: Uint8Array;
  readonly relay: RelayUrl;
  readonly credit: Uint8Array;
  readonly suggestedName: string;
}

const version = 1;

export function encodeSelf(record: SelfRecord): Uint8Array {
  return encodeFields(version, [
    record.deviceSeed,
    record.deviceKey,
    record.link,
    record.relay,
    record.credit,
    record.suggestedName,
  ]);
}

export function decodeSelf(value: Uint8Array): SelfRecord {
  const fields = readFields(value, version);
  const record = {
    deviceSeed: fields.bytes(),
    deviceKey: fields.bytes(),
    link: fields.bytes(),
    relay: fields.text() as RelayUrl,
    credit: fields.bytes(),
    suggestedName: fields.text(),
  };
  fields.end();
  return record;
}

/** Envelopes that were dropped since the handset was made. */
export type DropCounts = Readonly<Record<DropReason, number>>;

export function encodeDrops(drops: DropCounts): Uint8Array {
  return encodeFields(version, [
    drops.undecryptable,
    drops.replayed,
    drops.malformed,
    drops.forged,
  ]);
}

export function decodeDrops(value: Uint8Array): DropCounts {
  const fields = readFields(value, version);
  const drops = {
    undecryptable: fields.number(),
    replayed: fields.number(),
    malformed: fields.number(),
    forged: fields.number(),
  };
  fields.end();
  return drops;
}
