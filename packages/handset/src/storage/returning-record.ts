import { encodeFields, readFields } from './fields.ts';
import { tables } from './tables.ts';
import type { RecordName } from '../vault/sealed-store.ts';

/** That this device was restored from a backup, and takes the place of the one that the backup was made of. One record, `former`, in `returning`. */
export interface ReturningRecord {
  /** The device that the backup was made of: the members of its conversations know it. */
  readonly formerKey: Uint8Array;
  readonly formerSeed: Uint8Array;
  /** What says in the chain that this device is one of this person: that device, or a paper key. */
  readonly signerKey: Uint8Array;
  readonly signerSeed: Uint8Array;
  /** By this device's clock. */
  readonly restoredAtMs: number;
}

export const returningName: RecordName = { table: tables.returning, id: 'former' };

/** Written first and removed last: a vault that has it was cut off while a backup was restored into it, and is no handset. */
export const restoringName: RecordName = { table: tables.returning, id: 'restoring' };

const version = 1;

export function encodeReturning(record: ReturningRecord): Uint8Array {
  const { formerKey, formerSeed, signerKey, signerSeed, restoredAtMs } = record;
  return encodeFields(version, [formerKey, formerSeed, signerKey, signerSeed, restoredAtMs]);
}

export function decodeReturning(value: Uint8Array): ReturningRecord {
  const fields = readFields(value, version);
  const record = {
    formerKey: fields.bytes(),
    formerSeed: fields.bytes(),
    signerKey: fields.bytes(),
    signerSeed: fields.bytes(),
    restoredAtMs: fields.number(),
  };
  fields.end();
  return record;
}
