import type { MailboxAddress, PostId, RelayUrl } from '@sotto/core';
import type { ConversationId } from '../api.ts';
import { encodeFields, readFields } from './fields.ts';

/** One sealed body on its way to one relay, in `outbox/<relay>`. Its bytes and its post id never change. */
export interface PostRecord {
  readonly postId: PostId;
  readonly relay: RelayUrl;
  /** Those that are still to be reached, 1 to 64. */
  readonly mailboxes: readonly MailboxAddress[];
  readonly body: Uint8Array;
  /** When it was put, or put back. */
  readonly createdAtMs: number;
  readonly conversation: ConversationId | undefined;
  /** The message whose state follows the post; absent for what no message shows. */
  readonly messageId: Uint8Array | undefined;
  /** For each of the mailboxes the index of its device in the message's list; empty without a message. */
  readonly covers: readonly number[];
  /** Nothing behind it in its conversation is posted before it is stored. */
  readonly alone: boolean;
  /** Not worth sending late. */
  readonly expendable: boolean;
  /** It was made for more mailboxes than these, and has been dealt with at the others. */
  readonly partly: boolean;
  /** It was refused for good and waits for somebody to try again. Only of what is `alone`. */
  readonly parked: boolean;
  /** How often its mailboxes were full. */
  readonly tries: number;
}

const version = 2;

export function encodePost(record: PostRecord): Uint8Array {
  return encodeFields(version, [
    record.postId,
    record.relay,
    record.mailboxes,
    record.body,
    record.createdAtMs,
    record.conversation ?? null,
    record.messageId ?? null,
    record.covers,
    record.alone,
    record.expendable,
    record.partly,
    record.parked,
    record.tries,
  ]);
}

/** @throws VAULT_BROKEN, VAULT_NEWER */
export function decodePost(value: Uint8Array): PostRecord {
  const fields = readFields(value, version);
  const record = {
    postId: fields.bytes() as PostId,
    relay: fields.text() as RelayUrl,
    mailboxes: fields.bytesList() as readonly MailboxAddress[],
    body: fields.bytes(),
    createdAtMs: fields.number(),
    conversation: fields.optionalText() as ConversationId | undefined,
    messageId: fields.optionalBytes(),
    covers: fields.numberList(),
    alone: fields.flag(),
    expendable: fields.flag(),
    partly: fields.flag(),
    parked: fields.flag(),
    tries: fields.number(),
  };
  fields.end();
  const { covers, mailboxes } = record;
  if (covers.length > 0 && covers.length !== mailboxes.length) return fields.broken();
  return record;
}
