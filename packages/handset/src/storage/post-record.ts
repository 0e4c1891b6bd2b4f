import type { Crypto, MailboxAddress, PostId, RelayUrl } from '@sotto/core';
import type { PeerMailbox } from './conversation-record.ts';
import { encodeFields, readFields } from './fields.ts';

/** One sealed body on its way, in `outbox/<conversation>`; its bytes and its post id never change. */
export interface PostRecord {
  readonly postId: PostId;
  readonly relay: RelayUrl;
  readonly mailbox: MailboxAddress;
  readonly body: Uint8Array;
  /** The message whose state follows the post; absent for a Welcome and for receipts. */
  readonly messageId: Uint8Array | undefined;
}

const version = 1;

/** A fresh post of a sealed body, encoded. */
export function newPost(
  crypto: Crypto,
  { relay, address }: PeerMailbox,
  body: Uint8Array,
  messageId?: Uint8Array,
): Uint8Array {
  return encodePost({
    postId: crypto.random(16) as PostId,
    relay,
    mailbox: address,
    body,
    messageId,
  });
}

export function encodePost(record: PostRecord): Uint8Array {
  return encodeFields(version, [
    record.postId,
    record.relay,
    record.mailbox,
    record.body,
    record.messageId ?? null,
  ]);
}

export function decodePost(value: Uint8Array): PostRecord {
  const fields = readFields(value, version);
  const record = {
    postId: fields.bytes() as PostId,
    relay: fields.text() as RelayUrl,
    mailbox: fields.bytes() as MailboxAddress,
    body: fields.bytes(),
    messageId: fields.optionalBytes(),
  };
  fields.end();
  return record;
}
