import type { ConversationRecord } from './conversation-record.ts';
import { decodeConversation, encodeConversation } from './conversation-record.ts';
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
  /** The Welcome with our mailbox, sealed. */
  readonly body: Uint8Array;
  readonly expiresAtMs: number;
}

const version = 1;

export function encodeAccepting(record: AcceptingRecord): Uint8Array {
  const { conversation, group, body, expiresAtMs } = record;
  return encodeFields(version, [
    encodeConversation(conversation),
    group.id,
    [...group.records].map(([name, bytes]) => encodeGroupRecord(name, bytes)),
    body,
    expiresAtMs,
  ]);
}

export function decodeAccepting(value: Uint8Array): AcceptingRecord {
  const fields = readFields(value, version);
  const record = {
    conversation: decodeConversation(fields.bytes()),
    group: { id: fields.bytes(), records: new Map(fields.bytesList().map(decodeGroupRecord)) },
    body: fields.bytes(),
    expiresAtMs: fields.number(),
  };
  fields.end();
  return record;
}
