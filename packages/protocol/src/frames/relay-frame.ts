import type { Envelope, MailboxAddress, PostOutcome } from '@sotto/core';

/** The request was done; it has nothing more to say. */
export interface DoneFrame {
  readonly kind: 'done';
  readonly id: number;
}

export interface RefusedFrame {
  readonly kind: 'refused';
  readonly id: number;
  readonly code: RefusalCode;
  /** 0: trying the same again later does not help. */
  readonly retryAfterMs: number;
}

/** Answer to `hello`. */
export interface WelcomeFrame {
  readonly kind: 'welcome';
  readonly id: number;
  readonly version: number;
  readonly limits: ToldLimits;
  /** Milliseconds since 1970-01-01T00:00:00Z, by the relay's clock. */
  readonly serverTimeMs: number;
  /** 32 bytes, fresh for every connection. */
  readonly nonce: Uint8Array;
  /** C2SP checkpoint; empty when the relay serves no act log. */
  readonly logHead: Uint8Array;
}

export interface OpenedFrame {
  readonly kind: 'opened';
  readonly id: number;
  readonly existed: boolean;
}

/** One outcome a mailbox, in the order of the post. */
export interface PostedFrame {
  readonly kind: 'posted';
  readonly id: number;
  readonly outcomes: readonly PostOutcome[];
}

export interface RegisteredFrame {
  readonly kind: 'registered';
  readonly id: number;
  readonly position: number;
  readonly before: readonly Uint8Array[];
  readonly full: boolean;
}

export interface LookedUpFrame {
  readonly kind: 'lookedUp';
  readonly id: number;
  readonly bodies: readonly Uint8Array[];
}

/** Envelopes of one mailbox, in order. Unasked. */
export interface DeliveryFrame {
  readonly kind: 'delivery';
  readonly id: 0;
  readonly mailbox: MailboxAddress;
  readonly envelopes: readonly Envelope[];
}

/** Another connection listens to this mailbox now. Unasked. */
export interface ReplacedFrame {
  readonly kind: 'replaced';
  readonly id: 0;
  readonly mailbox: MailboxAddress;
}

/** The relay is about to end the connection in good order. Unasked. */
export interface LeavingFrame {
  readonly kind: 'leaving';
  readonly id: 0;
  readonly retryAfterMs: number;
}

/** What a relay sends. `id` is that of the request it answers, 0 for what no request asked for. */
export type RelayFrame =
  | DoneFrame
  | RefusedFrame
  | WelcomeFrame
  | OpenedFrame
  | PostedFrame
  | RegisteredFrame
  | LookedUpFrame
  | DeliveryFrame
  | ReplacedFrame
  | LeavingFrame;

/** Why a request was refused. `OTHER`: a reason that this version does not know. */
export type RefusalCode =
  | 'MALFORMED'
  | 'HELLO_FIRST'
  | 'VERSION'
  | 'TOO_LARGE'
  | 'RATE'
  | 'TOO_MANY'
  | 'SIGNATURE'
  | 'MAILBOX_UNKNOWN'
  | 'CREDIT_INVALID'
  | 'CREDIT_EXPIRED'
  | 'CREDIT_SPENT'
  | 'CREDIT_TAKEN'
  | 'CREDIT_REVOKED'
  | 'UNAVAILABLE'
  | 'OTHER';

/** A relay's limits as its welcome tells them. Read by a handset as claims: its own bounds hold besides. */
export interface ToldLimits {
  readonly maxMessageBytes: number;
  readonly maxFramesPerMessage: number;
  readonly maxBodyBytes: number;
  readonly maxMailboxesPerPost: number;
  readonly maxTtlSeconds: number;
  readonly maxEnvelopesPerMailbox: number;
  readonly maxBytesPerMailbox: number;
  readonly maxRegisterEntries: number;
  readonly maxRegisterBodyBytes: number;
  readonly maxListensPerConnection: number;
  readonly maxBlobBytes: number;
  readonly maxBlobPartBytes: number;
  readonly maxCreditBytes: number;
  readonly maxRequestsUnderWay: number;
}
