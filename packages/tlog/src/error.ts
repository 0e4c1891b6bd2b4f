import { SottoError } from '@sotto/core';
import type { TlogErrorCode } from './error-codes.ts';

/** An error of this package. `message` is ours alone: it never holds a byte of what was parsed. */
export function tlogError(
  code: TlogErrorCode,
  message: string,
  cause?: unknown,
): SottoError<TlogErrorCode> {
  return new SottoError(code, message, cause === undefined ? {} : { cause });
}
