import { SottoError } from '@sotto/core';
import type { OperatorErrorCode } from './error-codes.ts';

/** An error of the operator's command line. The message is a plain sentence of ours: no secret in it. */
export function operatorError(
  code: OperatorErrorCode,
  message: string,
  cause?: unknown,
): SottoError<OperatorErrorCode> {
  return new SottoError(code, message, cause === undefined ? {} : { cause });
}
