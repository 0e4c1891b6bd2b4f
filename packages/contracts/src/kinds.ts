import { brokenKinds } from './broken/kinds.ts';
import { clauseList, rejectionList } from './clause-list.ts';
import type { ContractClause, Clauses } from './contract.ts';
import { kindCallClauses } from './kinds/call-clauses.ts';
import { kindListClauses } from './kinds/list-clauses.ts';
import { kindStateClauses } from './kinds/state-clauses.ts';
import type { KindsClauseId, KindsSubject } from './kinds/subject.ts';
import { kindViewClauses } from './kinds/view-clauses.ts';

export type { KindSample, KindsClauseId, KindsSubject } from './kinds/subject.ts';

export const kindsClauses: Clauses<KindsClauseId, 'kinds', KindsSubject> = {
  ...kindListClauses,
  ...kindCallClauses,
  ...kindStateClauses,
  ...kindViewClauses,
};

/** The clauses of the `kinds` point for one plugin. */
export function kindsContract(
  make: () => Promise<KindsSubject>,
): readonly ContractClause<KindsClauseId>[] {
  return clauseList<KindsClauseId, 'kinds', KindsSubject>('kinds', kindsClauses, make);
}

/** The proof that each of those clauses rejects an implementation without its promise. */
export function kindsRejections(
  make: () => Promise<KindsSubject>,
): readonly ContractClause<KindsClauseId>[] {
  return rejectionList<KindsClauseId, 'kinds', KindsSubject>(
    'kinds',
    kindsClauses,
    brokenKinds,
    make,
  );
}
