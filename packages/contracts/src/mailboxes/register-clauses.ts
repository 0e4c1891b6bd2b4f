import type { Mailboxes, RegisterOutcome } from '@sotto/core';
import { countingBytes } from '../bytes.ts';
import type { Clauses } from '../contract.ts';
import { ensure, ensureBytes, ensureEqual } from '../ensure.ts';
import { daySeconds, token } from './samples.ts';

export type MailboxesRegisterClauseId =
  | 'register-appends'
  | 'register-at-once'
  | 'register-same-body'
  | 'register-full'
  | 'register-tokens-apart'
  | 'register-expires'
  | 'register-survives-reopening'
  | 'lookup-order'
  | 'lookup-none';

export const mailboxesRegisterClauses: Pick<
  Clauses<MailboxesRegisterClauseId, 'mailboxes'>,
  MailboxesRegisterClauseId
> = {
  'register-appends': {
    promise: 'each entry gets the next position, from 0, and the bodies before it',
    check: async ({ create }) => {
      const mailboxes = await create();
      for (const number of [0, 1, 2]) {
        const { position, before, full } = await register(mailboxes, number);
        ensureEqual(position, number, 'position');
        ensureEqual(full, false, 'full');
        ensureBodies(
          before,
          Array.from({ length: number }, (_, index) => index),
        );
      }
    },
  },
  'register-at-once': {
    promise:
      'entries under way together get different positions without gaps, and see exactly those before them',
    check: async ({ create }) => {
      const mailboxes = await create();
      const numbers = Array.from({ length: 8 }, (_, number) => number);
      const outcomes = await Promise.all(numbers.map((number) => register(mailboxes, number)));
      const bodies = await mailboxes.lookup(token(1));
      ensureEqual(bodies.length, 8, 'entries');
      for (const [number, { position, before }] of outcomes.entries()) {
        ensureBytes(bodies[position], body(number), `entry at the position of ${number}`);
        ensureEqual(before.length, position, 'bodies before');
        for (const [index, earlier] of before.entries())
          ensureBytes(earlier, bodies[index]!, `body ${index} before`);
      }
    },
  },
  'register-same-body': {
    promise:
      'a body that is there is not added again: its first position is given, and what was before it',
    check: async ({ create }) => {
      const mailboxes = await create();
      for (const number of [0, 1, 2]) await register(mailboxes, number);
      const again = await register(mailboxes, 1);
      ensureEqual(again.position, 1, 'position');
      ensureBodies(again.before, [0]);
      ensureEqual((await mailboxes.lookup(token(1))).length, 3, 'entries');
    },
  },
  'register-full': {
    promise:
      'a register with as many entries as allowed is full: nothing is stored, and all of it is told',
    check: async ({ create }) => {
      const mailboxes = await create();
      for (const number of [0, 1]) await register(mailboxes, number, { maxEntries: 2 });
      const { position, before, full } = await register(mailboxes, 2, { maxEntries: 2 });
      ensureEqual(full, true, 'full');
      ensureEqual(position, 2, 'position');
      ensureBodies(before, [0, 1]);
      ensureBodies(await mailboxes.lookup(token(1)), [0, 1]);
    },
  },
  'register-tokens-apart': {
    promise: 'registers of different tokens know nothing of each other',
    check: async ({ create }) => {
      const mailboxes = await create();
      await register(mailboxes, 0);
      ensureEqual((await register(mailboxes, 0, { token: token(2) })).position, 0, 'position');
      ensureEqual((await mailboxes.lookup(token(3))).length, 0, 'entries of a third');
    },
  },
  'register-expires': {
    promise: 'a register is there until the time of its entries has run out, and then begins anew',
    check: async ({ create, clock }) => {
      const mailboxes = await create();
      await register(mailboxes, 0);
      clock.advance((daySeconds - 1) * 1_000);
      ensureEqual((await mailboxes.lookup(token(1))).length, 1, 'entries in time');
      clock.advance(2_000);
      ensureEqual((await mailboxes.lookup(token(1))).length, 0, 'entries past their time');
      ensureEqual((await register(mailboxes, 1)).position, 0, 'position of a new one');
    },
  },
  'register-survives-reopening': {
    promise: 'what was registered is there after stopping and starting',
    check: async ({ create }) => {
      const before = await create();
      for (const number of [0, 1]) await register(before, number);
      await before.stop();
      const after = await create();
      ensureBodies(await after.lookup(token(1)), [0, 1]);
      ensureEqual((await register(after, 2)).position, 2, 'the next position');
    },
  },
  'lookup-order': {
    promise: 'a lookup gives the bodies in order, and changes nothing',
    check: async ({ create }) => {
      const mailboxes = await create();
      for (const number of [2, 0, 1]) await register(mailboxes, number);
      ensureBodies(await mailboxes.lookup(token(1)), [2, 0, 1]);
      ensureBodies(await mailboxes.lookup(token(1)), [2, 0, 1]);
    },
  },
  'lookup-none': {
    promise: 'a lookup of no register is empty, and makes none',
    check: async ({ create }) => {
      const mailboxes = await create();
      ensureEqual((await mailboxes.lookup(token(1))).length, 0, 'entries');
      ensureEqual((await mailboxes.totals()).registers, 0, 'registers');
    },
  },
};

function body(number: number): Uint8Array {
  return countingBytes(70, number);
}

function register(
  mailboxes: Mailboxes,
  number: number,
  changes: Partial<Parameters<Mailboxes['register']>[0]> = {},
): Promise<RegisterOutcome> {
  return mailboxes.register({
    token: token(1),
    body: body(number),
    ttlSeconds: daySeconds,
    maxEntries: 8,
    ...changes,
  });
}

function ensureBodies(bodies: readonly Uint8Array[], numbers: readonly number[]): void {
  ensure(bodies.length === numbers.length, `${bodies.length} bodies, expected ${numbers.length}`);
  for (const [index, number] of numbers.entries())
    ensureBytes(bodies[index], body(number), `body ${index}`);
}
