import type { Clauses } from '../contract.ts';
import { countingBytes } from '../bytes.ts';
import { ensure, ensureEqual, ensureSettles } from '../ensure.ts';
import { hourMs, reason, request } from './samples.ts';
import type { AccessSubject } from './subject.ts';

export type AccessCreditClauseId =
  | 'credit-good'
  | 'same-address-again'
  | 'any-credit-gets-a-verdict'
  | 'credit-invalid'
  | 'credit-expired'
  | 'credit-spent'
  | 'credit-spent-survives-reopening'
  | 'credit-not-overspent-at-once'
  | 'stop';

/** What a credit is good for. */
export const accessCreditClauses: Clauses<AccessCreditClauseId, 'access', AccessSubject> = {
  'credit-good': {
    promise: 'a genuine credit admits',
    check: async ({ create, clock, subject }) => {
      const access = await create();
      const credit = await subject.credit(1, clock.now() + hourMs);
      ensure((await access.judge(request(1, credit))).admitted, 'refused');
    },
  },
  'same-address-again': {
    promise: 'the same address is admitted again and charged once',
    check: async ({ create, clock, subject }) => {
      const access = await create();
      const credit = await subject.credit(2, clock.now() + hourMs);
      for (let times = 0; times < 5; times += 1) {
        ensure((await access.judge(request(1, credit))).admitted, 'refused when asked again');
      }
      ensure((await access.judge(request(2, credit))).admitted, 'charged more than once');
    },
  },
  'any-credit-gets-a-verdict': {
    promise: 'any bytes up to 1,024 get a verdict, and are left as they are',
    check: async ({ create }) => {
      const access = await create();
      for (const length of [0, 1, 16, 63, 64, 87, 88, 500, 1_024]) {
        const credit = countingBytes(length);
        const verdict = await access.judge(request(length, credit)).catch(() => undefined);
        ensure(typeof verdict?.admitted === 'boolean', `no verdict on ${length} bytes`);
        ensure(
          credit.every((byte, index) => byte === (index & 0xff)),
          'the credit was changed',
        );
      }
    },
  },
  'credit-invalid': {
    promise: 'no credit, nonsense, and a genuine credit with any byte changed are credit_invalid',
    check: async ({ create, clock, subject }) => {
      const access = await create();
      const genuine = await subject.credit(1, clock.now() + hourMs);
      const changed = Array.from(genuine, (byte, index) => genuine.with(index, byte ^ 1));
      for (const credit of [
        new Uint8Array(),
        countingBytes(genuine.length),
        genuine.slice(1),
        ...changed,
      ]) {
        ensureEqual(reason(await access.judge(request(1, credit))), 'credit_invalid', 'verdict');
      }
    },
  },
  'credit-expired': {
    promise: 'a credit past its expiry is credit_expired',
    check: async ({ create, clock, subject }) => {
      const access = await create();
      const credit = await subject.credit(1, clock.now() + hourMs);
      clock.advance(hourMs + 1_000);
      ensureEqual(reason(await access.judge(request(1, credit))), 'credit_expired', 'verdict');
    },
  },
  'credit-spent': {
    promise: 'a credit opens as many mailboxes as it is good for, and then is credit_spent',
    check: async ({ create, clock, subject }) => {
      const access = await create();
      const credit = await subject.credit(3, clock.now() + hourMs);
      for (const number of [1, 2, 3]) {
        ensure((await access.judge(request(number, credit))).admitted, `mailbox ${number} refused`);
      }
      ensureEqual(reason(await access.judge(request(4, credit))), 'credit_spent', 'verdict');
    },
  },
  'credit-spent-survives-reopening': {
    promise: 'what a credit was spent on survives stopping and starting',
    check: async ({ create, clock, subject }) => {
      const credit = await subject.credit(1, clock.now() + hourMs);
      const before = await create();
      await before.judge(request(1, credit));
      await before.stop();
      const after = await create();
      ensure((await after.judge(request(1, credit))).admitted, 'the admitted address was refused');
      ensureEqual(reason(await after.judge(request(2, credit))), 'credit_spent', 'verdict');
    },
  },
  'credit-not-overspent-at-once': {
    promise: 'judged many times at once, a credit opens no more than it is good for',
    check: async ({ create, clock, subject }) => {
      const access = await create();
      const credit = await subject.credit(5, clock.now() + hourMs);
      const numbers = Array.from({ length: 20 }, (_, number) => number);
      const verdicts = await Promise.all(
        numbers.map((number) => access.judge(request(number, credit))),
      );
      ensureEqual(verdicts.filter(({ admitted }) => admitted).length, 5, 'admitted');
    },
  },
  stop: {
    promise: 'stopping settles, also when asked twice',
    check: async ({ create }) => {
      const access = await create();
      await ensureSettles(access.stop(), 'stop', 2_000);
      await ensureSettles(access.stop(), 'the second stop', 2_000);
    },
  },
};
