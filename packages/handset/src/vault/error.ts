import { SottoError } from '@sotto/core';
import type { SottoErrorOptions } from '@sotto/core';
import type { VaultErrorCode } from './error-codes.ts';

export function vaultError(
  code: VaultErrorCode,
  message: string,
  options?: SottoErrorOptions,
): SottoError<VaultErrorCode> {
  return new SottoError(code, message, options);
}
