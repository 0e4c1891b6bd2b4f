import type { RelayUrl } from '@sotto/core';
import type { DropReason } from '../api.ts';
import type { Home } from '../sync/homes.ts';
import { encodeFields, readFields } from './fields.ts';
import type { FieldReader } from './fields.ts';

/** Who this handset is. In `self`. */
export interface SelfRecord {
  readonly deviceSeed: Uint8Array;
  /** Names the holder of a credit (`creditHolder`), 32 bytes. Up to version 3 of this record the device's seed did. */
  readonly holderSeed: Uint8Array;
  readonly deviceKey: Uint8Array;
  /** The links that lead from the first device of the identity to this one, as its credential has them. */
  readonly path: readonly Uint8Array[];
  /** Where its mailboxes are, in order of preference. */
  readonly homes: readonly Home[];
  readonly suggestedName: string;
}

const version = 4;
const countsVersion = 1;
const none = new Uint8Array(0);

export function encodeSelf(record: SelfRecord): Uint8Array {
  return encodeFields(version, [
    record.deviceSeed,
    record.deviceKey,
    [...record.path],
    record.homes.map(({ relay }) => relay),
    record.homes.map(({ credit }) => credit ?? none),
    record.suggestedName,
    record.holderSeed,
  ]);
}

/** @throws VAULT_BROKEN, VAULT_NEWER */
export function decodeSelf(value: Uint8Array): SelfRecord {
  const fields = readFields(value, version);
  const record = {
    deviceSeed: fields.secret(),
    deviceKey: fields.bytes(),
    path: fields.bytesList(),
    homes: readHomes(fields),
    suggestedName: fields.text(),
  };
  const holderSeed = fields.version < 4 ? record.deviceSeed.slice() : fields.bytes();
  fields.end();
  return { ...record, holderSeed };
}

function readHomes(fields: FieldReader): readonly Home[] {
  const relays = fields.textList();
  const credits = fields.bytesList();
  return relays.map((relay, index) => ({
    relay: relay as RelayUrl,
    credit: credits[index] ?? fields.broken(),
  }));
}

/** Envelopes that were dropped since the handset was made. */
export type DropCounts = Readonly<Record<DropReason, number>>;

export function encodeDrops(drops: DropCounts): Uint8Array {
  return encodeFields(countsVersion, [
    drops.undecryptable,
    drops.replayed,
    drops.malformed,
    drops.forged,
  ]);
}

export function decodeDrops(value: Uint8Array): DropCounts {
  const fields = readFields(value, countsVersion);
  const drops = {
    undecryptable: fields.number(),
    replayed: fields.number(),
    malformed: fields.number(),
    forged: fields.number(),
  };
  fields.end();
  return drops;
}
