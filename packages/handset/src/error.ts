import { SottoError } from '@sotto/core';
import type { SottoErrorOptions } from '@sotto/core';
import type { HandsetErrorCode } from './error-codes.ts';

/** An error of this package. `message` is ours alone: it never holds a secret or a byte that a peer chose. */
export function handsetError(
  code: HandsetErrorCode,
  message: string,
  options: SottoErrorOptions = {},
): SottoError<HandsetErrorCode> {
  return new SottoError(code, message, options);
}
