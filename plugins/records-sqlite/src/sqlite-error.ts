import type { RecordsErrorCode } from '@sotto/core';
import { isSottoError, SottoError } from '@sotto/core';

// Primary result codes, https://www.sqlite.org/rescode.html
const busy = 5;
const locked = 6;
const full = 13;

/** What `node:sqlite` or the file system threw, as the point's error. */
export function recordsError(cause: unknown): SottoError<RecordsErrorCode> {
  if (isSottoError<RecordsErrorCode>(cause)) return cause;
  switch (primaryCode(cause)) {
    case busy:
    case locked:
      return new SottoError('RECORDS_LOCKED', 'Another opener holds the records file.', {
        cause,
        retryable: true,
      });
    case full:
      return new SottoError('RECORDS_FULL', 'There is no room for the records.', {
        cause,
        retryable: true,
      });
    default:
      return new SottoError('RECORDS_BROKEN', 'The records file cannot be read or written.', {
        cause,
      });
  }
}

function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const { errcode, code } = error as { errcode?: unknown; code?: unknown };
  if (code === 'ENOSPC' || code === 'EDQUOT') return full;
  return typeof errcode === 'number' ? errcode & 0xff : undefined;
}
