import type { ServerResponse } from 'node:http';
import { isSottoError } from '@sotto/core';
import { answerText, retryAfter } from './answer.ts';

/** Says no to a call by what it failed with. */
export function refuseCall(
  response: ServerResponse,
  error: unknown,
  always: Readonly<Record<string, string>>,
): void {
  const code = isSottoError(error) ? error.code : 'UNKNOWN';
  const wait =
    isSottoError(error) && error.retryable ? retryAfter(error.retryAfterMs ?? 2_000) : {};
  // What was not read of a body is not read any more.
  const headers = { ...always, ...wait, 'cache-control': 'no-store', connection: 'close' };
  if (code === 'RELAY_RATE') return answerText(response, 429, '', headers);
  if (code === 'RELAY_TOO_LARGE') return answerText(response, 413, '', headers);
  if (code === 'RELAY_OPTION') return answerText(response, 400, '', headers);
  if (code === 'RELAY_FULL') return answerText(response, 507, '', headers);
  if (code === 'BLOBS_UNAVAILABLE' || code === 'BLOBS_CLOSED')
    return answerText(response, 503, '', headers);
  return answerText(response, 500, '', headers);
}
