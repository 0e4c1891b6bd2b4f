import type { SottoErrorOptions } from '@sotto/core';
import { SottoError } from '@sotto/core';
import type { TerminalErrorCode } from './error-codes.ts';

export function terminalError(
  code: TerminalErrorCode,
  message: string,
  options: SottoErrorOptions = {},
): SottoError<TerminalErrorCode> {
  return new SottoError(code, message, options);
}
