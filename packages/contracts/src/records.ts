import { brokenRecords } from './broken/records.ts';
import { clauseList, rejectionList } from './clause-list.ts';
import type { Clauses, ContractClause } from './contract.ts';
import type { RecordsLifeClauseId } from './records/life-clauses.ts';
import { recordsLifeClauses } from './records/life-clauses.ts';
import type { RecordsRangeClauseId } from './records/range-clauses.ts';
import { recordsRangeClauses } from './records/range-clauses.ts';
import type { RecordsRoomClauseId } from './records/room-clauses.ts';
import { recordsRoomClauses } from './records/room-clauses.ts';
import type { RecordsSubject } from './records/subject.ts';
import type { RecordsValueClauseId } from './records/value-clauses.ts';
import { recordsValueClauses } from './records/value-clauses.ts';
import type { RecordsWriteClauseId } from './records/write-clauses.ts';
import { recordsWriteClauses } from './records/write-clauses.ts';

export type { RecordsSubject } from './records/subject.ts';

/** Every promise of the `records` point. */
export type RecordsClauseId =
  | RecordsValueClauseId
  | RecordsRangeClauseId
  | RecordsWriteClauseId
  | RecordsLifeClauseId
  | RecordsRoomClauseId;

export const recordsClauses: Clauses<RecordsClauseId, 'records', RecordsSubject> = {
  ...recordsValueClauses,
  ...recordsRangeClauses,
  ...recordsWriteClauses,
  ...recordsLifeClauses,
  ...recordsRoomClauses,
};

/** The clauses of the `records` point for one plugin. */
export function recordsContract(
  make: () => Promise<RecordsSubject>,
): readonly ContractClause<RecordsClauseId>[] {
  return clauseList<RecordsClauseId, 'records', RecordsSubject>('records', recordsClauses, make);
}

/** The proof that each of those clauses rejects an implementation without its promise. */
export function recordsRejections(
  make: () => Promise<RecordsSubject>,
): readonly ContractClause<RecordsClauseId>[] {
  return rejectionList<RecordsClauseId, 'records', RecordsSubject>(
    'records',
    recordsClauses,
    brokenRecords,
    make,
  );
}
