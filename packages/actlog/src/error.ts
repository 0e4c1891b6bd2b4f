import { SottoError } from '@sotto/core';
import type { ActLogErrorCode } from './error-codes.ts';

/** An error of this package. `message` is ours alone: it never holds a byte of what was parsed. */
export function actLogError(
  code: ActLogErrorCode,
  message: string,
  cause?: unknown,
): SottoError<ActLogErrorCode> {
  return new SottoError(code, message, cause === undefined ? {} : { cause });
}
