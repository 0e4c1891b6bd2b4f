import type {
  Envelope,
  MailboxAddress,
  MailboxTotals,
  RegisterOutcome,
  RegisterToken,
} from '@sotto/core';

/** Codes that the store answers with; the messages are made on the other side. */
export type StoreFailure = 'MAILBOXES_UNAVAILABLE' | 'MAILBOXES_BROKEN';

/** The calls that are not batched. Times are seconds since 1970. */
export interface StoreCalls {
  readonly open: (
    address: MailboxAddress,
    idleSeconds: number,
    now: number,
  ) => { readonly existed: boolean };
  readonly touch: (address: MailboxAddress, now: number) => boolean;
  readonly remove: (address: MailboxAddress) => boolean;
  readonly read: (
    address: MailboxAddress,
    after: number,
    maxCount: number,
    maxBytes: number,
    now: number,
  ) => StoreRead;
  readonly register: (
    token: RegisterToken,
    body: Uint8Array,
    ttlSeconds: number,
    maxEntries: number,
    now: number,
  ) => RegisterOutcome;
  readonly lookup: (token: RegisterToken, now: number) => readonly Uint8Array[];
  readonly expire: (maxCount: number, now: number) => number;
  readonly totals: () => MailboxTotals;
  readonly stop: () => void;
}

export interface StoreRead {
  readonly envelopes: readonly Envelope[];
  /** Nothing came behind them at that moment. */
  readonly toEnd: boolean;
}

export type StoreCallName = keyof StoreCalls;

/** What goes to the store's thread. Handled in order; answered in order of kind: batches, then reads. */
export type ToStore =
  | { readonly batch: Uint8Array; readonly now: number }
  | { readonly call: StoreCallName; readonly id: number; readonly args: readonly unknown[] };

/** What comes back. */
export type FromStore =
  | { readonly ready: true }
  | { readonly broken: StoreFailure }
  /** Of the oldest batch not yet answered. `refused`: places of posts in it that found no room, and have no outcome. */
  | { readonly outcomes: Float64Array<ArrayBuffer>; readonly refused?: ReadonlySet<number> }
  | { readonly batchFailed: StoreFailure }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failed: StoreFailure };

/** How a store is opened. */
export interface StoreOptions {
  readonly path: string;
  readonly maxBytes: number | undefined;
}
