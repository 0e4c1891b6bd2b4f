import type { ConversationRecord } from './conversation-record.ts';
import { decodeCounters, decodeFacts, encodeCounters, encodeFacts } from './conversation-record.ts';
import { decodeEpoch, encodeEpoch } from './epoch-record.ts';
import type { EpochRecord } from './epoch-record.ts';
import { encodeFields, readFields } from './fields.ts';
import { decodeGroupRecord, encodeGroupRecord } from './group-records.ts';
import type { NewGroup } from './group-records.ts';

/**
 * An invite that this handset is about to accept, so that accepting again after a crash claims it with the same Welcome and not with
 * another. In `accepting`.
 */
export interface AcceptingRecord {
  /** The conversation as it will be. */
  readonly conversation: ConversationRecord;
  readonly group: NewGroup;
  readonly epoch: EpochRecord;
  /** The Welcome with our mailbox, sealed. */
  readonly body: Uint8Array;
  readonly expiresAtMs: number;
}

const version = 2;

export function encodeAccepting(record: AcceptingRecord): Uint8Array {
  const { conversation, group, epoch, body, expiresAtMs } = record;
  return encodeFields(version, [
    encodeFacts(conversation),
    encodeCounters(conversation),
    Number(epoch.epoch),
    encodeEpoch(epoch),
    group.id,
    [...group.records].map(([name, bytes]) => encodeGroupRecord(name, bytes)),
    body,
    expiresAtMs,
  ]);
}

export function decodeAccepting(value: Uint8Array): AcceptingRecord {
  const fields = readFields(value, version);
  const record = {
    conversation: { ...decodeFacts(fields.bytes()), ...decodeCounters(fields.bytes()) },
    epoch: decodeEpoch(fields.number(), fields.bytes()),
    group: { id: fields.bytes(), records: new Map(fields.bytesList().map(decodeGroupRecord)) },
    body: fields.bytes(),
    expiresAtMs: fields.number(),
  };
  fields.end();
  return record;
}
