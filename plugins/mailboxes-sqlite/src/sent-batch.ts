import type { PostOutcome } from '@sotto/core';

/** A batch that is with the store's thread, or was. */
export interface SentBatch {
  /** As batch-layout.ts says. Shared with the other thread; nobody writes to it any more. */
  readonly bytes: Uint8Array;
  readonly calls: readonly PendingCall[];
  /** When it was sent, in seconds since 1970. */
  readonly now: number;
  /** Bytes of all batches that were sent before it. */
  readonly sentBefore: number;
}

export type PendingCall = PendingPost | PendingAck;

export interface PendingPost {
  readonly kind: 'post';
  /** Offset in the batch. */
  readonly at: number;
  readonly mailboxes: number;
  readonly bodyBytes: number;
  readonly ttlSeconds: number;
  readonly resolve: (outcomes: readonly PostOutcome[]) => void;
  readonly reject: (error: Error) => void;
}

export interface PendingAck {
  readonly kind: 'ack';
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}
