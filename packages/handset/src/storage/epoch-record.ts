import { encodeFields, readFields } from './fields.ts';

/** What is kept of an epoch for late envelopes and for finding forks. In `epochs/<conversation>`, its ordinal is the epoch. */
export interface EpochRecord {
  readonly epoch: bigint;
  /** Of the outer envelopes, 32 bytes. */
  readonly envelopeKey: Uint8Array;
  /** MLS `epoch_authenticator`. */
  readonly authenticator: Uint8Array;
  /** Of the epoch's room: what was sent in it is judged by it. */
  readonly editWithinSeconds: number;
  /** The life of this handset that made the commit which began it; 0 when it was another device's. */
  readonly madeInLife: number;
  /** What this handset's own commit which began it did, as intents; to be asked for again when the epoch turns out not to be the group's. */
  readonly did: readonly Uint8Array[];
}

const version = 1;

export function encodeEpoch(record: EpochRecord): Uint8Array {
  const { envelopeKey, authenticator, editWithinSeconds, madeInLife, did } = record;
  return encodeFields(version, [envelopeKey, authenticator, editWithinSeconds, madeInLife, did]);
}

export function decodeEpoch(ordinal: number, value: Uint8Array): EpochRecord {
  const fields = readFields(value, version);
  const record = {
    epoch: BigInt(ordinal),
    envelopeKey: fields.bytes(),
    authenticator: fields.bytes(),
    editWithinSeconds: fields.number(),
    madeInLife: fields.number(),
    did: fields.bytesList(),
  };
  fields.end();
  return record;
}
