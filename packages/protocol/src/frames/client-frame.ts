import type { MailboxAddress, PostId, ReadKey, RegisterToken } from '@sotto/core';

/** First request on every connection. */
export interface HelloFrame {
  readonly kind: 'hello';
  readonly id: number;
  readonly version: number;
}

/** Makes the mailbox whose address is the hash of the read key. */
export interface OpenFrame {
  readonly kind: 'open';
  readonly id: number;
  readonly readKey: ReadKey;
  /** For the relay's access plugin; may be empty. */
  readonly credit: Uint8Array;
  /** Who shows the credit: 32 bytes, or none. */
  readonly holder: Uint8Array;
}

/** Receives a mailbox's envelopes. `signature`: Ed25519 over `listenSignatureInput`. */
export interface ListenFrame {
  readonly kind: 'listen';
  readonly id: number;
  readonly readKey: ReadKey;
  readonly signature: Uint8Array;
  readonly windowBytes: number;
}

/** Everything up to `upTo` is stored by the handset. */
export interface AckFrame {
  readonly kind: 'ack';
  readonly id: number;
  readonly mailbox: MailboxAddress;
  readonly upTo: number;
}

/** Ends a mailbox. `signature`: Ed25519 over `closeSignatureInput`. */
export interface CloseFrame {
  readonly kind: 'close';
  readonly id: number;
  readonly readKey: ReadKey;
  readonly signature: Uint8Array;
}

/** Stores one body in one or more mailboxes. */
export interface PostFrame {
  readonly kind: 'post';
  readonly id: number;
  readonly postId: PostId;
  readonly mailboxes: readonly MailboxAddress[];
  readonly body: Uint8Array;
  readonly ttlSeconds: number;
}

/** Appends to a register. */
export interface RegisterFrame {
  readonly kind: 'register';
  readonly id: number;
  readonly token: RegisterToken;
  readonly body: Uint8Array;
  readonly ttlSeconds: number;
}

export interface LookupFrame {
  readonly kind: 'lookup';
  readonly id: number;
  readonly token: RegisterToken;
}

/** Grants a listener more window. Answered only when refused. */
export interface CreditFrame {
  readonly kind: 'credit';
  readonly id: number;
  readonly mailbox: MailboxAddress;
  readonly windowBytes: number;
}

/** What a handset sends. `id` is 1 to 2^32-1, unique among its requests under way. */
export type ClientFrame =
  | HelloFrame
  | OpenFrame
  | ListenFrame
  | AckFrame
  | CloseFrame
  | PostFrame
  | RegisterFrame
  | LookupFrame
  | CreditFrame;

/** A request that is well-formed protobuf but breaks a rule or a bound: the relay refuses it by its id. */
export interface InvalidFrame {
  readonly kind: 'invalid';
  /** 0 when the request had none. */
  readonly id: number;
  readonly code: 'MALFORMED' | 'TOO_LARGE';
}
