/** Bytes of a `MailboxAddress`. */
export const mailboxAddressBytes = 32;
