import type { SottoError } from '@sotto/core';
import type { ClientFrame, RefusedFrame, RelayFrame } from '@sotto/protocol';
import type { HandsetErrorCode } from '../error-codes.ts';
import { handsetError } from '../error.ts';
import { admissionSentences, isAdmissionCode } from './admission.ts';

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;
/** A request before it has its id. */
export type RelayRequest = WithoutId<ClientFrame>;
export type FrameOf<K extends RelayFrame['kind']> = Extract<RelayFrame, { kind: K }>;

/**
 * The answer when it is of this kind.
 * @throws RELAY_REFUSED when the relay said no (retryable when it named a time or a reason that passes), CREDIT_… when it does not admit
 * this handset, RELAY_MISBEHAVES for any other answer
 */
export function expectAnswer<K extends RelayFrame['kind']>(
  answer: RelayFrame,
  kind: K,
): FrameOf<K> {
  if (answer.kind === kind) return answer as FrameOf<K>;
  if (answer.kind === 'refused') throw refusalError(answer);
  throw misbehaves();
}

// Reasons that pass, or that this version does not know, whatever the relay says of time.
const passing: ReadonlySet<RefusedFrame['code']> = new Set([
  'RATE',
  'TOO_MANY',
  'UNAVAILABLE',
  'OTHER',
]);

export function refusalError({ code, retryAfterMs }: RefusedFrame): SottoError<HandsetErrorCode> {
  if (isAdmissionCode(code)) return handsetError(code, admissionSentences[code]);
  const message = `The relay refused the request: ${code}.`;
  if (retryAfterMs > 0)
    return handsetError('RELAY_REFUSED', message, { retryable: true, retryAfterMs });
  return handsetError('RELAY_REFUSED', message, { retryable: passing.has(code) });
}

export function misbehaves(cause?: unknown): SottoError<HandsetErrorCode> {
  return handsetError('RELAY_MISBEHAVES', 'The relay does not keep to the protocol.', {
    cause,
    retryable: true,
  });
}
