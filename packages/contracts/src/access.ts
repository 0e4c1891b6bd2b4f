import type { AccessCreditClauseId } from './access/credit-clauses.ts';
import { accessCreditClauses } from './access/credit-clauses.ts';
import type { AccessHolderClauseId } from './access/holder-clauses.ts';
import { accessHolderClauses } from './access/holder-clauses.ts';
import type { AccessSubject } from './access/subject.ts';
import type { AccessWithdrawalClauseId } from './access/withdrawal-clauses.ts';
import { accessWithdrawalClauses } from './access/withdrawal-clauses.ts';
import { brokenAccess } from './broken/access.ts';
import { clauseList, rejectionList } from './clause-list.ts';
import type { Clauses, ContractClause } from './contract.ts';

export type { AccessSubject } from './access/subject.ts';

/** Every promise of the `access` point. */
export type AccessClauseId = AccessCreditClauseId | AccessHolderClauseId | AccessWithdrawalClauseId;

export const accessClauses: Clauses<AccessClauseId, 'access', AccessSubject> = {
  ...accessCreditClauses,
  ...accessHolderClauses,
  ...accessWithdrawalClauses,
};

/** The clauses of the `access` point for one plugin. */
export function accessContract(
  make: () => Promise<AccessSubject>,
): readonly ContractClause<AccessClauseId>[] {
  return clauseList<AccessClauseId, 'access', AccessSubject>('access', accessClauses, make);
}

/** The proof that each of those clauses rejects an implementation without its promise. */
export function accessRejections(
  make: () => Promise<AccessSubject>,
): readonly ContractClause<AccessClauseId>[] {
  return rejectionList<AccessClauseId, 'access', AccessSubject>(
    'access',
    accessClauses,
    brokenAccess,
    make,
  );
}
