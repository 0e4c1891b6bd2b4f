import type { ConversationId } from '../api.ts';
import { ownMailboxFields, readOwnMailbox } from './conversation-record.ts';
import type { OwnMailbox } from './conversation-record.ts';
import { encodeFields, readFields } from './fields.ts';

/** A mailbox that a conversation had, of which others may still know. In `former-mailboxes`, by its address. */
export interface FormerMailbox {
  readonly conversation: ConversationId;
  readonly own: OwnMailbox;
  /** Since when the conversation has another one. */
  readonly sinceMs: number;
}

const version = 1;

export function encodeFormerMailbox({ conversation, own, sinceMs }: FormerMailbox): Uint8Array {
  return encodeFields(version, [conversation, ...ownMailboxFields(own), sinceMs]);
}

/** @throws VAULT_BROKEN, VAULT_NEWER */
export function decodeFormerMailbox(value: Uint8Array): FormerMailbox {
  const fields = readFields(value, version);
  const record = {
    conversation: fields.text() as ConversationId,
    own: readOwnMailbox(fields),
    sinceMs: fields.number(),
  };
  fields.end();
  return record;
}
