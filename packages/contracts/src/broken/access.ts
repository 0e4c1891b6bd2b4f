import type { AccessClauseId } from '../access.ts';
import type { Flaws } from '../contract.ts';
import { accessCreditFlaws } from './access/credit-flaws.ts';
import { accessHolderFlaws } from './access/holder-flaws.ts';
import { accessWithdrawalFlaws } from './access/withdrawal-flaws.ts';

/** For each clause of the `access` point, an implementation that breaks it. */
export const brokenAccess: Flaws<AccessClauseId, 'access'> = {
  ...accessCreditFlaws,
  ...accessHolderFlaws,
  ...accessWithdrawalFlaws,
};
