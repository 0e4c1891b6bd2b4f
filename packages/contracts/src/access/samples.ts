import type { Access, AccessRequest, AccessVerdict, MailboxAddress } from '@sotto/core';
import { countingBytes } from '../bytes.ts';
import { ensure } from '../ensure.ts';
import type { AccessSubject } from './subject.ts';

export const hourMs = 3_600_000;

export function address(number: number): MailboxAddress {
  return countingBytes(32, number) as MailboxAddress;
}

/** The request for mailbox `number`, by one and the same holder unless another is named. */
export function request(number: number, credit: Uint8Array, holder = 1): AccessRequest {
  return { address: address(number), credit, holder: countingBytes(32, 100 + holder) };
}

export function reason(verdict: AccessVerdict): string | undefined {
  return verdict.admitted ? undefined : verdict.reason;
}

/** Opens mailboxes `from` to `to` with the credit. */
export async function admit(
  access: Access,
  credit: Uint8Array,
  from: number,
  to: number,
): Promise<void> {
  for (let number = from; number <= to; number += 1) {
    const verdict = await access.judge(request(number, credit));
    ensure(verdict.admitted, `mailbox ${number} refused`);
  }
}

export async function revoke(subject: AccessSubject, credit: Uint8Array): Promise<void> {
  ensure(subject.revoke !== undefined, 'there is no way to take a credit back');
  await subject.revoke(credit);
}

/** Numbers of the mailboxes that are withdrawn, rising. */
export async function withdrawn(access: Access, maxCount = 100): Promise<readonly number[]> {
  const addresses = await access.withdrawn(maxCount);
  return addresses.map((each) => each[0]!).toSorted((one, other) => one - other);
}
