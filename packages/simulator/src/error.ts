import { SottoError } from '@sotto/core';
import type { SimulatorErrorCode } from './error-codes.ts';

export function simulatorError(
  code: SimulatorErrorCode,
  message: string,
): SottoError<SimulatorErrorCode> {
  return new SottoError(code, message);
}
