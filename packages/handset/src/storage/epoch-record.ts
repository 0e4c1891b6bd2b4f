import { encodeFields, readFields } from './fields.ts';

/** What is kept of an epoch for late envelopes and for finding forks. In `epochs/<conversation>`, its ordinal is the epoch. */
export interface EpochRecord {
  readonly epoch: bigint;
  /** Of the outer envelopes, 32 bytes. */
  readonly envelopeKey: Uint8Array;
  /** MLS `epoch_authenticator`. */
  readonly authenticator: Uint8Array;
}

const version = 1;

export function encodeEpoch({ envelopeKey, authenticator }: EpochRecord): Uint8Array {
  return encodeFields(version, [envelopeKey, authenticator]);
}

export function decodeEpoch(ordinal: number, value: Uint8Array): EpochRecord {
  const fields = readFields(value, version);
  const record = {
    epoch: BigInt(ordinal),
    envelopeKey: fields.bytes(),
    authenticator: fields.bytes(),
  };
  fields.end();
  return record;
}
