import { encodeFields, readFields } from './fields.ts';

/** That help to come back was asked for. In `rejoin`, by conversation id. */
export interface RejoinRecord {
  /** X-Wing private key, 32 bytes: opens the help. */
  readonly privateKey: Uint8Array;
  /** Id of the asides that ask, 16 bytes. */
  readonly requestId: Uint8Array;
  readonly tries: number;
  readonly askAtMs: number;
}

const version = 1;

export function encodeRejoin(record: RejoinRecord): Uint8Array {
  const { privateKey, requestId, tries, askAtMs } = record;
  return encodeFields(version, [privateKey, requestId, tries, askAtMs]);
}

export function decodeRejoin(value: Uint8Array): RejoinRecord {
  const fields = readFields(value, version);
  const record = {
    privateKey: fields.bytes(),
    requestId: fields.bytes(),
    tries: fields.number(),
    askAtMs: fields.number(),
  };
  fields.end();
  return record;
}
