import type { SottoError } from '@sotto/core';
import { isSottoError } from '@sotto/core';
import type { RefusalCode } from '@sotto/protocol';

/** What a relay says of a credit. The same credit will be refused again: another one is needed, or the relay's operator. */
export type AdmissionErrorCode =
  | 'CREDIT_INVALID'
  | 'CREDIT_EXPIRED'
  | 'CREDIT_SPENT'
  | 'CREDIT_TAKEN'
  | 'CREDIT_REVOKED';

/** The sentence of each, for programs; people are shown their own. */
export const admissionSentences: Readonly<Record<AdmissionErrorCode, string>> = {
  CREDIT_INVALID: 'The relay admits only those whom its operator invited.',
  CREDIT_EXPIRED: 'The invite to the relay has expired.',
  CREDIT_SPENT: 'The invite to the relay is good for no more mailboxes.',
  CREDIT_TAKEN: 'Another handset used the invite to the relay first.',
  CREDIT_REVOKED: 'The operator of the relay took the invite back.',
};

export function isAdmissionCode(code: RefusalCode): code is AdmissionErrorCode {
  return Object.hasOwn(admissionSentences, code);
}

/** The relay does not admit this handset, or no longer. */
export function isNotAdmitted(error: unknown): error is SottoError<AdmissionErrorCode> {
  return isSottoError(error) && Object.hasOwn(admissionSentences, error.code);
}
