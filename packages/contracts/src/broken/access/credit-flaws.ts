import type { AccessCreditClauseId } from '../../access/credit-clauses.ts';
import type { Flaws } from '../../contract.ts';
import { flawOf } from '../../contract.ts';
import { admitted, judging } from './judging.ts';
import type { Flaw } from '../../contract.ts';

export const accessCreditFlaws: Flaws<AccessCreditClauseId, 'access'> = {
  'credit-good': judging(async () => ({ admitted: false, reason: 'credit_invalid' })),
  'same-address-again': flawOf(({ judge }) => {
    let calls = 0;
    // Forgets that it knows the address, and charges for it each time.
    return {
      judge: (request) => {
        calls += 1;
        return judge({
          ...request,
          address: request.address.with(0, calls) as typeof request.address,
        });
      },
    };
  }),
  'any-credit-gets-a-verdict': judging(async (request, judge) => {
    if (request.credit.length < 16) throw new RangeError('Too short.');
    return judge(request);
  }),
  'credit-invalid': judging(async (request, judge) =>
    request.credit.length === 0 ? admitted : judge(request),
  ),
  'credit-expired': judging(async (request, judge) => {
    const verdict = await judge(request);
    return !verdict.admitted && verdict.reason === 'credit_expired' ? admitted : verdict;
  }),
  'credit-spent': unspent(),
  'credit-spent-survives-reopening': (create) => {
    let opened = 0;
    return async () => {
      const good = await create();
      return opened++ === 0 ? good : { ...good, judge: async () => admitted };
    };
  },
  'credit-not-overspent-at-once': unspent(),
  stop: flawOf(() => ({ stop: () => new Promise(() => undefined) })),
};

function unspent(): Flaw<'access'> {
  return judging(async (request, judge) => {
    const verdict = await judge(request);
    return !verdict.admitted && verdict.reason === 'credit_spent' ? admitted : verdict;
  });
}
