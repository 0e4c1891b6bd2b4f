import type { MailboxAddress } from '../ids.ts';

/** The relay's judge of who may open mailboxes. Knows no names: a credit is opaque bytes, bound to nothing but itself. */
export interface Access {
  /**
   * Judges one `open`. Called again for the same address it gives the same answer and charges nothing again. Durable before
   * it resolves with `admitted`. A refusal is a value with a code for the handset.
   */
  readonly judge: (request: AccessRequest) => Promise<AccessVerdict>;
  /** Finishes what is under way. */
  readonly stop: () => Promise<void>;
}

export interface AccessRequest {
  readonly address: MailboxAddress;
  /** 0 to 1,024 bytes, as the handset sent them. */
  readonly credit: Uint8Array;
}

export type AccessVerdict =
  | { readonly admitted: true }
  | {
      readonly admitted: false;
      readonly reason:
        /** This relay wants a credit and none, or no genuine one, came. */
        | 'credit_invalid'
        | 'credit_expired'
        /** The credit has opened as many mailboxes as it is good for. */
        | 'credit_spent';
    };

export type AccessErrorCode = 'ACCESS_UNAVAILABLE';
