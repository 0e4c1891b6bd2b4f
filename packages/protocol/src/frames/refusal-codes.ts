import { RefusalCode as wireCodes } from '../gen/sotto/relay/v1/relay_pb.ts';
import type { RefusalCode as WireCode } from '../gen/sotto/relay/v1/relay_pb.ts';
import type { RefusalCode } from './relay-frame.ts';

/** The schema's number of each refusal. */
export const refusalNumbers: Readonly<Record<RefusalCode, WireCode>> = {
  OTHER: wireCodes.UNSPECIFIED,
  MALFORMED: wireCodes.MALFORMED,
  HELLO_FIRST: wireCodes.HELLO_FIRST,
  VERSION: wireCodes.VERSION,
  TOO_LARGE: wireCodes.TOO_LARGE,
  RATE: wireCodes.RATE,
  TOO_MANY: wireCodes.TOO_MANY,
  SIGNATURE: wireCodes.SIGNATURE,
  MAILBOX_UNKNOWN: wireCodes.MAILBOX_UNKNOWN,
  CREDIT_INVALID: wireCodes.CREDIT_INVALID,
  CREDIT_EXPIRED: wireCodes.CREDIT_EXPIRED,
  CREDIT_SPENT: wireCodes.CREDIT_SPENT,
  CREDIT_TAKEN: wireCodes.CREDIT_TAKEN,
  CREDIT_REVOKED: wireCodes.CREDIT_REVOKED,
  UNAVAILABLE: wireCodes.UNAVAILABLE,
};

const names = new Map<number, RefusalCode>(
  Object.entries(refusalNumbers).map(([name, number]) => [number, name as RefusalCode]),
);

/** The name of a refusal; `OTHER` for a number of a later version. */
export function refusalName(number: number): RefusalCode {
  return names.get(number) ?? 'OTHER';
}
