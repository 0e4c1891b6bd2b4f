import type { MailboxAddress, PostId } from '@sotto/core';

/** One unacked envelope. */
export interface StoredEnvelope {
  readonly position: number;
  readonly postId: PostId;
  readonly body: Uint8Array;
  readonly untilMs: number;
}

export interface StoredMailbox {
  readonly address: MailboxAddress;
  idleSeconds: number;
  usedAtMs: number;
  lastPosition: number;
  bytes: number;
  /** Rising positions. */
  envelopes: StoredEnvelope[];
  /** Ids of posts that were stored, until when each is remembered. */
  readonly postIds: Map<string, number>;
}

export interface StoredRegister {
  readonly bodies: Uint8Array[];
  untilMs: number;
}

/** What `memoryMailboxes` keeps. Made by the caller, it outlives the relay that used it: a simulated restart. */
export interface MailboxesStore {
  readonly mailboxes: Map<string, StoredMailbox>;
  readonly registers: Map<string, StoredRegister>;
  readonly watchers: Set<(address: MailboxAddress) => void>;
}

export function createMailboxesStore(): MailboxesStore {
  return { mailboxes: new Map(), registers: new Map(), watchers: new Set() };
}

/** Drops the envelopes for which `wanted` is false. */
export function keepEnvelopes(
  mailbox: StoredMailbox,
  wanted: (envelope: StoredEnvelope) => boolean,
): void {
  mailbox.envelopes = mailbox.envelopes.filter(wanted);
  mailbox.bytes = mailbox.envelopes.reduce((sum, { body }) => sum + body.length, 0);
}
