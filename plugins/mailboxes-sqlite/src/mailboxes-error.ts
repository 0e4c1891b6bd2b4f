import type { MailboxesErrorCode } from '@sotto/core';
import { SottoError } from '@sotto/core';
import type { StoreFailure } from './worker-messages.ts';

export function failureError(code: StoreFailure, cause?: unknown): Error {
  const isBroken = code === 'MAILBOXES_BROKEN';
  const message = isBroken
    ? 'The mailboxes file is held by another process, or cannot be used.'
    : 'The mailboxes cannot be written or read now.';
  return new SottoError<MailboxesErrorCode>(code, message, { retryable: !isBroken, cause });
}

export function closedError(): Error {
  return new SottoError<MailboxesErrorCode>('MAILBOXES_CLOSED', 'The mailboxes are closed.');
}
