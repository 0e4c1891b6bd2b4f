import { encodeFields, readFields } from './fields.ts';
import type { FieldReader } from './fields.ts';

/** That help to come back was asked for. In `rejoin`, by conversation id. */
export interface RejoinRecord {
  /** X-Wing private key, 32 bytes: opens the help. */
  readonly privateKey: Uint8Array;
  /** Id of the asides that ask, 16 bytes. */
  readonly requestId: Uint8Array;
  readonly tries: number;
  readonly askAtMs: number;
  /** Devices of the side that the last help led to, which came too late; none in a record of version 1. */
  readonly guides: readonly Guide[];
}

/** A device on the side to which this one is on its way. */
export interface Guide {
  /** Signature key, 32 bytes. */
  readonly device: Uint8Array;
  readonly identity: Uint8Array;
  /** Its leaf's, as encoded there. */
  readonly mailbox: Uint8Array;
  readonly isAdmin: boolean;
}

const version = 2;

export function encodeRejoin(record: RejoinRecord): Uint8Array {
  const { privateKey, requestId, tries, askAtMs, guides } = record;
  return encodeFields(version, [
    privateKey,
    requestId,
    tries,
    askAtMs,
    guides.map(({ isAdmin }) => (isAdmin ? 1 : 0)),
    guides.flatMap(({ device, identity, mailbox }) => [device, identity, mailbox]),
  ]);
}

export function decodeRejoin(value: Uint8Array): RejoinRecord {
  const fields = readFields(value, version);
  const record = {
    privateKey: fields.bytes(),
    requestId: fields.bytes(),
    tries: fields.number(),
    askAtMs: fields.number(),
    guides: fields.version < 2 ? [] : readGuides(fields),
  };
  fields.end();
  return record;
}

function readGuides(fields: FieldReader): readonly Guide[] {
  const roles = fields.numberList();
  const parts = fields.bytesList();
  if (parts.length !== 3 * roles.length) return fields.broken();
  return roles.map((role, at) => {
    const [device, identity, mailbox] = parts.slice(3 * at, 3 * at + 3);
    return { device: device!, identity: identity!, mailbox: mailbox!, isAdmin: role === 1 };
  });
}
