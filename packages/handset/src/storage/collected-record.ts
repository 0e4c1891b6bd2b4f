import type { Envelope, MailboxAddress, PostId, RelayUrl } from '@sotto/core';
import { encodeFields, readFields } from './fields.ts';

/** An envelope that came while the handset was locked, as the relay gave it. */
export interface CollectedRecord extends Envelope {
  readonly mailbox: MailboxAddress;
  readonly relay: RelayUrl;
  /** See `Arrived`. */
  readonly again: boolean;
}

const version = 1;

export function encodeCollected(record: CollectedRecord): Uint8Array {
  const { mailbox, relay, position, postId, again, body } = record;
  return encodeFields(version, [mailbox, relay, position, postId, again, body]);
}

/** @throws VAULT_BROKEN, VAULT_NEWER */
export function decodeCollected(value: Uint8Array): CollectedRecord {
  const fields = readFields(value, version);
  const record = {
    mailbox: fields.bytes() as MailboxAddress,
    relay: fields.text() as RelayUrl,
    position: fields.number(),
    postId: fields.bytes() as PostId,
    again: fields.flag(),
    body: fields.bytes(),
  };
  fields.end();
  return record;
}
