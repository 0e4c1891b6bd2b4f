import { isSottoError } from '@sotto/core';
import { handsetError } from '../error.ts';

// Not the peer's fault: a fault of ours, or of the medium.
const ourFaults: ReadonlySet<string> = new Set([
  'MLS_INPUT',
  'MLS_STATE_DAMAGED',
  'MLS_STATE_VERSION',
]);

/** For what is sound MLS and no pair of ours. `why` is ours alone: no byte of a peer goes into it. */
export function refusal(why: string): Error {
  return handsetError('MLS_REFUSED', why);
}

/** True when a peer's bytes were refused, by the engine for a rule of MLS or here for a rule of ours. */
export function isRefusal(error: unknown): boolean {
  return isSottoError(error) && error.code.startsWith('MLS_') && !ourFaults.has(error.code);
}
