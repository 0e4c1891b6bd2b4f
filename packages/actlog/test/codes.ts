import { isSottoError } from '@sotto/core';

/** The code that a call throws. */
export function codeOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (isSottoError(error)) return error.code;
    throw error;
  }
  return 'none';
}
