import type { EpochSeen } from '@sotto/protocol';
import { encodeFields, readFields } from './fields.ts';

/** What is kept of an epoch for late envelopes and for finding forks. In `epochs/<conversation>`, its ordinal is the epoch. */
export interface EpochRecord {
  readonly epoch: bigint;
  /** Of the outer envelopes, 32 bytes; empty where this device was told of the epoch and was not in it. */
  readonly envelopeKey: Uint8Array;
  /** MLS `epoch_authenticator`. */
  readonly authenticator: Uint8Array;
  /** Of the epoch's room: what was sent in it is judged by it. */
  readonly editWithinSeconds: number;
  /** The life of this handset that made the commit which began it; 0 when it was another device's. */
  readonly madeInLife: number;
  /** What this handset's own commit which began it did, as intents; to be asked for again when the epoch turns out not to be the group's. */
  readonly did: readonly Uint8Array[];
  /** Identities that were admins in it; none where this device was told of it, where every one of more than `maxGuides` members was one, and in a record of version 1. */
  readonly admins: readonly Uint8Array[];
}

/** An epoch that this device was not in, as others told of it: it opens nothing, and is good for comparing. */
export function toldEpoch({ epoch, authenticator }: EpochSeen): EpochRecord {
  const envelopeKey = new Uint8Array(0);
  const nothing = { editWithinSeconds: 0, madeInLife: 0, did: [], admins: [] };
  return { epoch, envelopeKey, authenticator, ...nothing };
}

/** Whether this device was in an epoch. */
export function wasIn({ envelopeKey }: EpochRecord): boolean {
  return envelopeKey.length > 0;
}

const version = 2;

export function encodeEpoch(record: EpochRecord): Uint8Array {
  const { envelopeKey, authenticator, editWithinSeconds, madeInLife, did, admins } = record;
  return encodeFields(version, [
    envelopeKey,
    authenticator,
    editWithinSeconds,
    madeInLife,
    did,
    admins,
  ]);
}

export function decodeEpoch(ordinal: number, value: Uint8Array): EpochRecord {
  const fields = readFields(value, version);
  const record = {
    epoch: BigInt(ordinal),
    envelopeKey: fields.secret(),
    authenticator: fields.bytes(),
    editWithinSeconds: fields.number(),
    madeInLife: fields.number(),
    did: fields.bytesList(),
    admins: fields.version < 2 ? [] : fields.bytesList(),
  };
  fields.end();
  return record;
}
