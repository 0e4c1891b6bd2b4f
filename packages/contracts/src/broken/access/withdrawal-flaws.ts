import type { AccessWithdrawalClauseId } from '../../access/withdrawal-clauses.ts';
import { address } from '../../access/samples.ts';
import type { Flaws } from '../../contract.ts';
import { flawOf } from '../../contract.ts';
import { admitted, judging } from './judging.ts';

export const accessWithdrawalFlaws: Flaws<AccessWithdrawalClauseId, 'access'> = {
  'credit-revoked': judging(async (request, judge) => {
    const verdict = await judge(request);
    // What it opened once stays open.
    return !verdict.admitted && verdict.reason === 'credit_revoked' && request.address[0] === 1
      ? admitted
      : verdict;
  }),
  withdrawn: flawOf(({ withdrawn }) => ({
    withdrawn: async (maxCount) => (await withdrawn(maxCount)).slice(1),
  })),
  'withdrawn-bounded': flawOf(({ withdrawn }) => ({ withdrawn: () => withdrawn(100) })),
  'withdrawn-until-forgotten': flawOf(({ withdrawn, forget }) => ({
    // Given once is told once: a relay that was killed in between leaves them open.
    withdrawn: async (maxCount) => {
      const addresses = await withdrawn(maxCount);
      await forget(addresses);
      return addresses;
    },
  })),
  'forget-frees': flawOf(() => ({ forget: async () => undefined })),
  'forget-unknown': flawOf(({ forget }) => ({
    forget: (addresses) =>
      forget(addresses.some((each) => each[0] === address(9)[0]) ? [] : addresses),
  })),
};
