import type { ConversationRecord } from './conversation-record.ts';
import { decodeConversation, encodeConversation } from './conversation-record.ts';
import { encodeFields, readFields } from './fields.ts';

/**
 * An invite that this handset is about to accept, so that accepting again after a crash claims it with the same Welcome and not with
 * another. In `accepting`.
 */
export interface AcceptingRecord {
  /** The conversation as it will be. */
  readonly conversation: ConversationRecord;
  /** `SavedGroup` of its MLS group. */
  readonly tree: Uint8Array;
  readonly ratchet: Uint8Array;
  /** The Welcome with our mailbox, sealed. */
  readonly body: Uint8Array;
  readonly expiresAtMs: number;
}

const version = 1;

export function encodeAccepting(record: AcceptingRecord): Uint8Array {
  const { conversation, tree, ratchet, body, expiresAtMs } = record;
  return encodeFields(version, [
    encodeConversation(conversation),
    tree,
    ratchet,
    body,
    expiresAtMs,
  ]);
}

export function decodeAccepting(value: Uint8Array): AcceptingRecord {
  const fields = readFields(value, version);
  const record = {
    conversation: decodeConversation(fields.bytes()),
    tree: fields.bytes(),
    ratchet: fields.bytes(),
    body: fields.bytes(),
    expiresAtMs: fields.number(),
  };
  fields.end();
  return record;
}
