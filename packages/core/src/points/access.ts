import type { MailboxAddress } from '../ids.ts';

/**
 * The relay's judge of who may have mailboxes. Knows no names: a credit is opaque bytes that the operator gave out, a holder
 * is opaque bytes of the handset that shows it.
 */
export interface Access {
  /**
   * Judges one `open`. Called again for the same address it gives the same answer and charges nothing again. Durable before
   * it resolves with `admitted`. A refusal is a value with a code for the handset, and charges nothing.
   */
  readonly judge: (request: AccessRequest) => Promise<AccessVerdict>;
  /**
   * Mailboxes that were admitted and are no more, since their credit was taken back: at most `maxCount`, in any order. Given
   * again, also after a restart, until `forget` is told of them. Asked every few seconds.
   */
  readonly withdrawn: (maxCount: number) => Promise<readonly MailboxAddress[]>;
  /**
   * These mailboxes are gone: what ties them to a credit is forgotten, and their places are free for others of the same holder.
   * Unknown ones are ignored. Durable when resolved.
   */
  readonly forget: (addresses: readonly MailboxAddress[]) => Promise<void>;
  /** Finishes what is under way. */
  readonly stop: () => Promise<void>;
}

export interface AccessRequest {
  readonly address: MailboxAddress;
  /** 0 to 1,024 bytes, as the handset sent them. */
  readonly credit: Uint8Array;
  /** 0 or 32 bytes, known to the handset alone that shows the credit, and the same whenever it does. */
  readonly holder: Uint8Array;
}

export type AccessVerdict =
  | { readonly admitted: true }
  | {
      readonly admitted: false;
      readonly reason:
        /** This relay wants a credit and none, or no genuine one, came. */
        | 'credit_invalid'
        | 'credit_expired'
        /** The credit has opened as many mailboxes as it is good for at a time. */
        | 'credit_spent'
        /** Another holder showed the credit first. */
        | 'credit_taken'
        /** The operator took the credit back. */
        | 'credit_revoked';
    };

export type AccessErrorCode = 'ACCESS_UNAVAILABLE';
