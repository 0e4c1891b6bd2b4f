/** Codes thrown by this package besides those of its point. */
export type AccessInviteErrorCode =
  /** A credit cannot say this: fewer than 1 or more than 65,535 mailboxes, or an expiry before 1970 or after 2106. */
  | 'CREDIT_TERMS'
  /** The list of revoked credits is too long, or a line of it is no id. */
  | 'REVOCATIONS_MALFORMED';
