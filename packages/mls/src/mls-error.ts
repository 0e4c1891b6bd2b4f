import { SottoError } from '@sotto/core';
import type { MlsErrorCode } from './error-codes.ts';

/** What this package throws: `code` names the rule that was broken, the message says it in words and holds no peer's byte. */
export class MlsError extends SottoError<MlsErrorCode> {
  constructor(code: MlsErrorCode, message: string) {
    super(code, message);
    this.name = 'MlsError';
  }
}
