import type {
  Envelope,
  MailboxAddress,
  Mailboxes,
  Post,
  PostId,
  PostOutcome,
  RegisterToken,
} from '@sotto/core';
import { countingBytes } from '../bytes.ts';
import { ensure, ensureBytes, ensureEqual } from '../ensure.ts';

/** Seconds of a day: how long things of these clauses live, unless they say otherwise. */
export const daySeconds = 86_400;

/** Addresses that differ in their last byte too, and hold every byte value. */
export function address(number: number): MailboxAddress {
  return countingBytes(32, number) as MailboxAddress;
}

function postId(number: number): PostId {
  return countingBytes(16, number) as PostId;
}

export function token(number: number): RegisterToken {
  return countingBytes(32, 100 + number) as RegisterToken;
}

/** A post to mailbox 1 with room for it, where `changes` says nothing else. */
export function post(number: number, changes: Partial<Post> = {}): Post {
  return {
    postId: postId(number),
    mailboxes: [address(1)],
    body: countingBytes(40, number),
    ttlSeconds: daySeconds,
    maxEnvelopes: 1_000,
    maxBytes: 1_000_000,
    ...changes,
  };
}

export async function openMailbox(
  mailboxes: Mailboxes,
  number: number,
  idleSeconds: number = 90 * daySeconds,
): Promise<boolean> {
  return (await mailboxes.open({ address: address(number), idleSeconds })).existed;
}

/** All of a mailbox from `after` on, in one read. */
export function readAll(
  mailboxes: Mailboxes,
  number: number = 1,
  after: number = 0,
): Promise<readonly Envelope[]> {
  return mailboxes.read({ address: address(number), after, maxCount: 1_000, maxBytes: 10_000_000 });
}

/** Fails the clause unless the mailbox holds the posts with these numbers, in this order, whole. */
export async function ensureHolds(
  mailboxes: Mailboxes,
  numbers: readonly number[],
  mailbox: number = 1,
): Promise<void> {
  const envelopes = await readAll(mailboxes, mailbox);
  ensureEqual(envelopes.length, numbers.length, `envelopes in mailbox ${mailbox}`);
  for (const [index, number] of numbers.entries()) {
    ensureBytes(envelopes[index]?.postId, postId(number), `post id of envelope ${index}`);
    ensureBytes(envelopes[index]?.body, countingBytes(40, number), `body of envelope ${index}`);
  }
}

/** Fails the clause unless the post had these outcomes. */
export function ensureOutcomes(
  outcomes: readonly PostOutcome[],
  expected: readonly PostOutcome[],
  what: string,
): void {
  ensureEqual(outcomes.join(' '), expected.join(' '), what);
}

/** Fails the clause unless positions rise from 1 or more and stay exact as numbers. */
export function ensureRising(envelopes: readonly Envelope[]): void {
  let last = 0;
  for (const { position } of envelopes) {
    ensure(
      Number.isSafeInteger(position) && position > last,
      `position ${position} behind ${last}`,
    );
    last = position;
  }
}
