import { SottoError } from '@sotto/core';
import type { WitnessErrorCode } from './error-codes.ts';

export function witnessError(
  code: WitnessErrorCode,
  message: string,
  cause?: unknown,
): SottoError<WitnessErrorCode> {
  const retryable = code === 'WITNESS_STORE';
  return new SottoError(code, message, cause === undefined ? { retryable } : { cause, retryable });
}
