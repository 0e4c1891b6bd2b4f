import { SottoError } from '@sotto/core';
import type { ProtocolErrorCode } from './error-codes.ts';

/** An error of this package. `message` is ours alone: it never holds a byte of what was parsed. */
export function protocolError(
  code: ProtocolErrorCode,
  message: string,
  cause?: unknown,
): SottoError<ProtocolErrorCode> {
  return new SottoError(code, message, cause === undefined ? {} : { cause });
}
