import type { BlobsAppendClauseId } from './blobs/append-clauses.ts';
import { blobsAppendClauses } from './blobs/append-clauses.ts';
import type { BlobsLifeClauseId } from './blobs/life-clauses.ts';
import { blobsLifeClauses } from './blobs/life-clauses.ts';
import type { BlobsReadClauseId } from './blobs/read-clauses.ts';
import { blobsReadClauses } from './blobs/read-clauses.ts';
import type { BlobsSubject } from './blobs/subject.ts';
import { brokenBlobs } from './broken/blobs.ts';
import { clauseList, rejectionList } from './clause-list.ts';
import type { Clauses, ContractClause } from './contract.ts';

export type { BlobsSubject } from './blobs/subject.ts';

/** Every promise of the `blobs` point. */
export type BlobsClauseId = BlobsAppendClauseId | BlobsReadClauseId | BlobsLifeClauseId;

export const blobsClauses: Clauses<BlobsClauseId, 'blobs', BlobsSubject> = {
  ...blobsAppendClauses,
  ...blobsReadClauses,
  ...blobsLifeClauses,
};

/** The clauses of the `blobs` point for one plugin. */
export function blobsContract(
  make: () => Promise<BlobsSubject>,
): readonly ContractClause<BlobsClauseId>[] {
  return clauseList<BlobsClauseId, 'blobs', BlobsSubject>('blobs', blobsClauses, make);
}

/** The proof that each of those clauses rejects an implementation without its promise. */
export function blobsRejections(
  make: () => Promise<BlobsSubject>,
): readonly ContractClause<BlobsClauseId>[] {
  return rejectionList<BlobsClauseId, 'blobs', BlobsSubject>(
    'blobs',
    blobsClauses,
    brokenBlobs,
    make,
  );
}
