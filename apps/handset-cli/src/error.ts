import type { SottoErrorOptions } from '@sotto/core';
import { SottoError } from '@sotto/core';
import type { HandsetCliErrorCode } from './error-codes.ts';

/** An error of the command line. The message is a plain sentence of ours: no secret, nothing that a peer wrote. */
export function cliError(
  code: HandsetCliErrorCode,
  message: string,
  options: SottoErrorOptions = {},
): SottoError<HandsetCliErrorCode> {
  return new SottoError(code, message, options);
}
