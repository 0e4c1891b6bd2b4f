import { SottoError } from '@sotto/core';
import type { ClientFrameInit, RelayFrame } from '@sotto/protocol';
import { handsetError } from '../error.ts';
import type { HandsetErrorCode } from '../error-codes.ts';

/** A request as the protocol encodes it, without its id. */
export type RelayRequest = NonNullable<ClientFrameInit['request']>;
/** What a relay says, asked or unasked. */
export type RelayAnswer = RelayFrame['answer'];
type Case = NonNullable<RelayAnswer['case']>;
export type AnswerOf<C extends Case> = Extract<RelayAnswer, { case: C }>['value'];
export type RelayWelcome = AnswerOf<'welcome'>;
export type RelayDelivery = AnswerOf<'delivery'>;
export type RelayRefusal = AnswerOf<'refused'>;

/**
 * The answer when it is of this kind.
 * @throws RELAY_REFUSED when the relay said no (retryable when it named a time), RELAY_MISBEHAVES for any other answer
 */
export function expectAnswer<C extends Case>(answer: RelayAnswer, expected: C): AnswerOf<C> {
  if (answer.case === expected) return answer.value as AnswerOf<C>;
  if (answer.case === 'refused') throw refusalError(answer.value);
  throw misbehaves();
}

export function refusalError({ code, retryAfterMs }: RelayRefusal): SottoError<HandsetErrorCode> {
  const cause = new Error(`Refusal code ${Number(code)} of the relay protocol.`);
  if (retryAfterMs === 0) return handsetError('RELAY_REFUSED', 'The relay refused the request.', { cause });
  return handsetError('RELAY_REFUSED', 'The relay refused the request for now.', {
    cause,
    retryable: true,
    retryAfterMs,
  });
}

export function misbehaves(cause?: unknown): SottoError<HandsetErrorCode> {
  return handsetError('RELAY_MISBEHAVES', 'The relay does not keep to the protocol.', { cause, retryable: true });
}
