import type { Clauses } from '../contract.ts';
import { ensureEqual } from '../ensure.ts';
import { address, admit, hourMs, reason, request, revoke, withdrawn } from './samples.ts';
import type { AccessSubject } from './subject.ts';

export type AccessWithdrawalClauseId =
  | 'credit-revoked'
  | 'withdrawn'
  | 'withdrawn-bounded'
  | 'withdrawn-until-forgotten'
  | 'forget-frees'
  | 'forget-unknown';

/** Credits that are taken back, and mailboxes that are gone. */
export const accessWithdrawalClauses: Clauses<AccessWithdrawalClauseId, 'access', AccessSubject> = {
  'credit-revoked': {
    promise: 'a credit that was taken back is credit_revoked, also for a mailbox that it opened',
    check: async ({ create, clock, subject }) => {
      const access = await create();
      const credit = await subject.credit(3, clock.now() + hourMs);
      await admit(access, credit, 1, 1);
      await revoke(subject, credit);
      for (const number of [1, 2]) {
        const verdict = await access.judge(request(number, credit));
        ensureEqual(reason(verdict), 'credit_revoked', `for mailbox ${number}`);
      }
    },
  },
  withdrawn: {
    promise: 'the mailboxes of a credit that was taken back are withdrawn, and no others',
    check: async ({ create, clock, subject }) => {
      const access = await create();
      const [revoked, good] = [
        await subject.credit(5, clock.now() + hourMs),
        await subject.credit(5, clock.now() + hourMs),
      ];
      await admit(access, revoked, 1, 3);
      await admit(access, good, 4, 5);
      ensureEqual((await withdrawn(access)).join(), '', 'withdrawn before');
      await revoke(subject, revoked);
      ensureEqual((await withdrawn(access)).join(), '1,2,3', 'withdrawn');
    },
  },
  'withdrawn-bounded': {
    promise: 'no more than asked for are given at a time, and all of them by and by',
    check: async ({ create, clock, subject }) => {
      const access = await create();
      const credit = await subject.credit(9, clock.now() + hourMs);
      await admit(access, credit, 1, 5);
      await revoke(subject, credit);
      const all: number[] = [];
      for (const expected of [2, 2, 1, 0]) {
        const given = await withdrawn(access, 2);
        ensureEqual(given.length, expected, 'given at a time');
        all.push(...given);
        await access.forget(given.map(address));
      }
      ensureEqual(all.toSorted((one, other) => one - other).join(), '1,2,3,4,5', 'given in all');
    },
  },
  'withdrawn-until-forgotten': {
    promise: 'withdrawn mailboxes are given again, also after a restart, until they are forgotten',
    check: async ({ create, clock, subject }) => {
      const before = await create();
      const credit = await subject.credit(5, clock.now() + hourMs);
      await admit(before, credit, 1, 3);
      await revoke(subject, credit);
      await before.withdrawn(100);
      ensureEqual((await withdrawn(before)).join(), '1,2,3', 'asked again');
      await before.forget([address(2)]);
      await before.stop();
      const after = await create();
      ensureEqual((await withdrawn(after)).join(), '1,3', 'asked after a restart');
      await after.forget([address(1), address(3)]);
      ensureEqual((await withdrawn(after)).join(), '', 'asked after all were forgotten');
    },
  },
  'forget-frees': {
    promise: 'the place of a forgotten mailbox is free for another',
    check: async ({ create, clock, subject }) => {
      const access = await create();
      const credit = await subject.credit(1, clock.now() + hourMs);
      await admit(access, credit, 1, 1);
      await access.forget([address(1)]);
      await admit(access, credit, 2, 2);
      ensureEqual(reason(await access.judge(request(1, credit))), 'credit_spent', 'verdict');
    },
  },
  'forget-unknown': {
    promise: 'forgetting a mailbox that is not known changes nothing, whatever else is forgotten',
    check: async ({ create, clock, subject }) => {
      const access = await create();
      const credit = await subject.credit(2, clock.now() + hourMs);
      await admit(access, credit, 1, 2);
      await access.forget([]);
      await access.forget([address(9), address(1), address(9)]);
      await admit(access, credit, 3, 3);
      ensureEqual(reason(await access.judge(request(4, credit))), 'credit_spent', 'verdict');
    },
  },
};
