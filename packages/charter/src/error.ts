import { SottoError } from '@sotto/core';
import type { CharterErrorCode } from './error-codes.ts';

/** An error of this package. `message` is ours alone: it never holds a byte of what was parsed. */
export function charterError(
  code: CharterErrorCode,
  message: string,
  cause?: unknown,
): SottoError<CharterErrorCode> {
  return new SottoError(code, message, cause === undefined ? {} : { cause });
}
