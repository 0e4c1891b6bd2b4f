import type { RecordsErrorCode } from '@sotto/core';
import { isSottoError, SottoError } from '@sotto/core';

/** What the browser threw, as the point's error. */
export function recordsError(cause: unknown): SottoError<RecordsErrorCode> {
  if (isSottoError<RecordsErrorCode>(cause)) return cause;
  if ((cause as { name?: unknown } | null)?.name === 'QuotaExceededError') {
    return new SottoError('RECORDS_FULL', 'The browser gives no more room for the records.', {
      cause,
      retryable: true,
    });
  }
  return new SottoError('RECORDS_BROKEN', 'The browser cannot read or write the records.', {
    cause,
  });
}

export function lockedError(message: string): SottoError<RecordsErrorCode> {
  return new SottoError('RECORDS_LOCKED', message, { retryable: true });
}
