import type { Clauses } from '../contract.ts';
import { ensureEqual } from '../ensure.ts';
import { address, admit, hourMs, reason, request } from './samples.ts';
import type { AccessSubject } from './subject.ts';

export type AccessHolderClauseId =
  | 'holder-first'
  | 'holder-survives-reopening'
  | 'holder-first-at-once'
  | 'holder-outlasts-mailboxes';

/** Who may show a credit. */
export const accessHolderClauses: Clauses<AccessHolderClauseId, 'access', AccessSubject> = {
  'holder-first': {
    promise:
      'a credit is its first holder’s: for another it is credit_taken, and the first goes on',
    check: async ({ create, clock, subject }) => {
      const access = await create();
      const credit = await subject.credit(3, clock.now() + hourMs);
      await admit(access, credit, 1, 1);
      for (const number of [1, 2]) {
        const verdict = await access.judge(request(number, credit, 2));
        ensureEqual(reason(verdict), 'credit_taken', `for mailbox ${number}, another holder`);
      }
      await admit(access, credit, 2, 3);
    },
  },
  'holder-survives-reopening': {
    promise: 'who holds a credit survives stopping and starting',
    check: async ({ create, clock, subject }) => {
      const credit = await subject.credit(3, clock.now() + hourMs);
      const before = await create();
      await admit(before, credit, 1, 1);
      await before.stop();
      const after = await create();
      const verdict = await after.judge(request(2, credit, 2));
      ensureEqual(reason(verdict), 'credit_taken', 'another holder');
      await admit(after, credit, 3, 3);
    },
  },
  'holder-first-at-once': {
    promise: 'shown by many holders at once, a credit admits one of them',
    check: async ({ create, clock, subject }) => {
      const access = await create();
      const credit = await subject.credit(50, clock.now() + hourMs);
      const holders = Array.from({ length: 20 }, (_, holder) => holder);
      const verdicts = await Promise.all(
        holders.map((holder) => access.judge(request(holder, credit, holder))),
      );
      ensureEqual(verdicts.filter(({ admitted }) => admitted).length, 1, 'admitted');
    },
  },
  'holder-outlasts-mailboxes': {
    promise: 'a credit stays its first holder’s when all its mailboxes are forgotten',
    check: async ({ create, clock, subject }) => {
      const access = await create();
      const credit = await subject.credit(3, clock.now() + hourMs);
      await admit(access, credit, 1, 1);
      await access.forget([address(1)]);
      const verdict = await access.judge(request(2, credit, 2));
      ensureEqual(reason(verdict), 'credit_taken', 'another holder');
    },
  },
};
