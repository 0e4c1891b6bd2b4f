import { SottoError } from '@sotto/core';
import type { RelayErrorCode } from '../error-codes.ts';
import type { RateName, Remote } from './remotes.ts';

/** Takes so much of a rate of this remote. @throws RELAY_RATE */
export function charge(remote: Remote, name: RateName, amount: number): void {
  const retryAfterMs = remote.take(name, amount);
  if (retryAfterMs > 0) throw rateRefusal(retryAfterMs);
}

export function rateRefusal(retryAfterMs: number): SottoError<RelayErrorCode> {
  return new SottoError('RELAY_RATE', 'Too many requests from this address.', {
    retryable: true,
    retryAfterMs,
  });
}
