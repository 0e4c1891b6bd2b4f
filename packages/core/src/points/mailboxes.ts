import type { MailboxAddress, PostId, RegisterToken } from '../ids.ts';

/**
 * The relay's durable queues and commit registers. All addresses, ids and bodies are opaque bytes.
 *
 * Bytes given to a call are the caller's own again when it returns its promise. Bytes received are shared: they are
 * only read.
 *
 * Several relay processes may share one store through a variant that allows it: wake-ups, registers and post ids
 * go through this point and never through a process's memory.
 */
export interface Mailboxes {
  /** Makes a mailbox. Idempotent: `existed` tells. Durable when resolved. */
  readonly open: (mailbox: NewMailbox) => Promise<{ readonly existed: boolean }>;
  /** Notes that the mailbox is in use, as a `listen` does. `false` when there is none. */
  readonly touch: (address: MailboxAddress) => Promise<boolean>;
  /** Removes a mailbox and all it holds. `false` when there was none. Durable when resolved. */
  readonly remove: (address: MailboxAddress) => Promise<boolean>;
  /**
   * Stores one body in several mailboxes. Resolves when durable: a process killed the next instant still delivers it.
   * One outcome a mailbox, in the order given. Idempotent by post id in each mailbox, also after the
   * envelope was acked, for as long as `ttlSeconds` of the first post runs. Posts whose promises are pending together may share one
   * transaction. Each mailbox gives its envelopes rising positions in the order of storing.
   */
  readonly post: (post: Post) => Promise<readonly PostOutcome[]>;
  /**
   * Unacked, unexpired envelopes with `position > after`, rising, at most `maxCount` and, after the first, at most `maxBytes` of bodies.
   * Empty when there are none or no such mailbox.
   */
  readonly read: (read: MailboxRead) => Promise<readonly Envelope[]>;
  /** Forgets all envelopes up to and including `upTo`. Idempotent; unknown mailboxes are ignored. */
  readonly ack: (address: MailboxAddress, upTo: number) => Promise<void>;
  /**
   * Calls `listener` with the address of every mailbox that received an envelope after this call, from whatever process,
   * after the envelope is durable and readable. May call more often than needed, never too seldom. Returns the end of watching.
   */
  readonly watch: (listener: (address: MailboxAddress) => void) => () => void;
  /**
   * Appends to a register. Durable when resolved. Concurrent calls with one token get different positions, from 0, without gaps, and
   * each sees exactly the bodies before its own. A body already there is not added again: its first position is given.
   * `full: true` (nothing stored) when the register holds `maxEntries`.
   */
  readonly register: (entry: RegisterEntry) => Promise<RegisterOutcome>;
  /** The bodies of a register in order; empty when there is none. */
  readonly lookup: (token: RegisterToken) => Promise<readonly Uint8Array[]>;
  /**
   * Drops what is past its expiry: envelopes, registers, post ids, idle mailboxes. At most about `maxCount` things, so that a call
   * stays short; resolves with how many: fewer than `maxCount` means done.
   */
  readonly expire: (maxCount: number) => Promise<number>;
  /** Totals for metrics; may be a little old. */
  readonly totals: () => Promise<MailboxTotals>;
  /** Finishes what is under way, then releases the store. Calls after it reject with `MAILBOXES_CLOSED`. */
  readonly stop: () => Promise<void>;
}

export interface NewMailbox {
  readonly address: MailboxAddress;
  /** Seconds without a `touch`, `open` or `ack` after which an empty mailbox may be dropped. */
  readonly idleSeconds: number;
}

export interface Post {
  readonly postId: PostId;
  /** 1 to 64. */
  readonly mailboxes: readonly MailboxAddress[];
  readonly body: Uint8Array;
  readonly ttlSeconds: number;
  /** A mailbox that already holds this many unacked envelopes refuses with `full`. */
  readonly maxEnvelopes: number;
  /** A mailbox that would hold more bytes of bodies than this refuses with `full`. */
  readonly maxBytes: number;
}

export type PostOutcome = 'stored' | 'unknown' | 'full';

export interface MailboxRead {
  readonly address: MailboxAddress;
  readonly after: number;
  readonly maxCount: number;
  readonly maxBytes: number;
}

export interface Envelope {
  /** From 1, rising, not necessarily without gaps; below 2^53. Never given twice in the life of a mailbox. */
  readonly position: number;
  readonly postId: PostId;
  readonly body: Uint8Array;
}

export interface RegisterEntry {
  readonly token: RegisterToken;
  readonly body: Uint8Array;
  readonly ttlSeconds: number;
  readonly maxEntries: number;
}

export interface RegisterOutcome {
  /** Position of the body, from 0; with `full`, the number of entries. */
  readonly position: number;
  readonly before: readonly Uint8Array[];
  readonly full: boolean;
}

export interface MailboxTotals {
  readonly mailboxes: number;
  readonly envelopes: number;
  readonly envelopeBytes: number;
  readonly registers: number;
}

export type MailboxesErrorCode =
  | 'MAILBOXES_CLOSED'
  /** Disk full or failing; retryable. Nothing of the call was stored. */
  | 'MAILBOXES_UNAVAILABLE'
  /** The store is held by another process, or was written by a newer version. */
  | 'MAILBOXES_BROKEN';
