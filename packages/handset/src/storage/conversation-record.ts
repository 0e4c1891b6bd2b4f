import type { MailboxAddress, ReadKey, RelayUrl } from '@sotto/core';
import type { Hlc } from '@sotto/protocol';
import type { ConversationId } from '../api.ts';
import { encodeFields, readFields } from './fields.ts';

/** What a conversation is, beside its MLS state and its messages. In `conversations`. */
export interface ConversationRecord {
  readonly id: ConversationId;
  readonly createdAtMs: number;
  /** Of the invite that it came from. */
  readonly inviteId: Uint8Array;
  /** True when the other side used a link of ours: then nothing vouches for them but a compared safety number. */
  readonly invitedThem: boolean;
  readonly compared: boolean;
  readonly contactIdentity: Uint8Array;
  readonly contactDeviceKey: Uint8Array;
  readonly suggestedName: string;
  /** Empty: none was given. */
  readonly petname: string;

  readonly own: OwnMailbox;
  readonly peer: PeerMailbox;

  /** The newest of the clocks that were seen or used here. */
  readonly hlc: Hlc;
  /** Number of the next frame of one's own. */
  readonly ownSequence: number;
  /** Number that the contact's next frame should have. */
  readonly peerSequence: number;
  readonly unread: number;
  /** No message before this clock is unread. */
  readonly unseenFrom: Hlc;
  /** Ordinal of the next post. */
  readonly nextPost: number;
  /** Posts in the outbox. */
  readonly waitingPosts: number;
  /** Ordinal of the next upload. */
  readonly nextUpload: number;
  readonly waitingUploads: number;
  readonly receipts: PendingReceipts;
}

/** A mailbox that this handset reads. */
export interface OwnMailbox {
  readonly relay: RelayUrl;
  readonly readSeed: Uint8Array;
  readonly readKey: ReadKey;
  readonly address: MailboxAddress;
  /** Everything up to here was dealt with. */
  readonly position: number;
}

/** A mailbox that this handset posts to. */
export interface PeerMailbox {
  readonly relay: RelayUrl;
  readonly address: MailboxAddress;
}

/** Message ids for which the other side waits to hear. */
export interface PendingReceipts {
  readonly delivered: readonly Uint8Array[];
  readonly read: readonly Uint8Array[];
}

const version = 1;

export function encodeConversation(record: ConversationRecord): Uint8Array {
  return encodeFields(version, [
    record.id,
    record.createdAtMs,
    record.inviteId,
    record.invitedThem,
    record.compared,
    record.contactIdentity,
    record.contactDeviceKey,
    record.suggestedName,
    record.petname,
    record.own.relay,
    record.own.readSeed,
    record.own.readKey,
    record.own.address,
    record.own.position,
    record.peer.relay,
    record.peer.address,
    record.hlc.physicalMs,
    record.hlc.counter,
    record.ownSequence,
    record.peerSequence,
    record.unread,
    record.unseenFrom.physicalMs,
    record.unseenFrom.counter,
    record.nextPost,
    record.waitingPosts,
    record.nextUpload,
    record.waitingUploads,
    record.receipts.delivered,
    record.receipts.read,
  ]);
}

export function decodeConversation(value: Uint8Array): ConversationRecord {
  const fields = readFields(value, version);
  const record: ConversationRecord = {
    id: fields.text() as ConversationId,
    createdAtMs: fields.number(),
    inviteId: fields.bytes(),
    invitedThem: fields.flag(),
    compared: fields.flag(),
    contactIdentity: fields.bytes(),
    contactDeviceKey: fields.bytes(),
    suggestedName: fields.text(),
    petname: fields.text(),
    own: {
      relay: fields.text() as RelayUrl,
      readSeed: fields.bytes(),
      readKey: fields.bytes() as ReadKey,
      address: fields.bytes() as MailboxAddress,
      position: fields.number(),
    },
    peer: { relay: fields.text() as RelayUrl, address: fields.bytes() as MailboxAddress },
    hlc: { physicalMs: fields.number(), counter: fields.number() },
    ownSequence: fields.number(),
    peerSequence: fields.number(),
    unread: fields.number(),
    unseenFrom: { physicalMs: fields.number(), counter: fields.number() },
    nextPost: fields.number(),
    waitingPosts: fields.number(),
    nextUpload: fields.number(),
    waitingUploads: fields.number(),
    receipts: { delivered: fields.bytesList(), read: fields.bytesList() },
  };
  fields.end();
  return record;
}
