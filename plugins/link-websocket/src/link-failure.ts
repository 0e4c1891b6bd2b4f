import { SottoError } from '@sotto/core';
import type { LinkErrorCode } from '@sotto/core';

export function unreachable(cause?: unknown): SottoError<LinkErrorCode> {
  return new SottoError('LINK_UNREACHABLE', 'The relay cannot be reached.', {
    retryable: true,
    cause,
  });
}

export function closed(): SottoError<LinkErrorCode> {
  return new SottoError('LINK_CLOSED', 'The connection to the relay ended.', { retryable: true });
}

export function refused(retryAfterMs?: number): SottoError<LinkErrorCode> {
  return new SottoError('LINK_REFUSED', 'The relay refused the request.', {
    ...(retryAfterMs === undefined ? {} : { retryable: true, retryAfterMs }),
  });
}
