import { isSottoError, SottoError } from '@sotto/core';
import type { MlsErrorCode } from './error-codes.ts';

/** `why` is ours alone: no byte of a peer goes into it. */
export function refusal(why: string, cause?: unknown): SottoError<MlsErrorCode> {
  return new SottoError('MLS_REFUSED', why, cause === undefined ? {} : { cause });
}

export function inputFault(why: string, cause?: unknown): SottoError<MlsErrorCode> {
  return new SottoError('MLS_INPUT', why, cause === undefined ? {} : { cause });
}

/**
 * Runs what the library does with a peer's bytes: whatever it throws there means that they were no good. Our own errors pass
 * as they are: a platform that lacks a primitive is not the peer's fault.
 */
export async function refusing<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (isSottoError(cause)) throw cause;
    throw refusal(`${what} was refused.`, cause);
  }
}
