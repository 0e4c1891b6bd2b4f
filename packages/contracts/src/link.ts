import { brokenLink } from './broken/link.ts';
import { clauseList, rejectionList } from './clause-list.ts';
import type { Clauses, ContractClause } from './contract.ts';
import type { LinkBlobClauseId } from './link/blob-clauses.ts';
import { linkBlobClauses } from './link/blob-clauses.ts';
import type { LinkConnectionClauseId } from './link/connection-clauses.ts';
import { linkConnectionClauses } from './link/connection-clauses.ts';
import type { LinkLogClauseId } from './link/log-clauses.ts';
import { linkLogClauses } from './link/log-clauses.ts';
import type { LinkSubject } from './link/subject.ts';

export { farBlobs } from './link/far-blobs.ts';
export type { FarBlobs } from './link/far-blobs.ts';
export { farLogFile } from './link/far-log.ts';
export { serveFarEnd } from './link/far-end.ts';
export type { FarConnection } from './link/far-end.ts';
export type { LinkSubject } from './link/subject.ts';

/** Every promise of the `link` point. */
export type LinkClauseId = LinkConnectionClauseId | LinkBlobClauseId | LinkLogClauseId;

export const linkClauses: Clauses<LinkClauseId, 'link', LinkSubject> = {
  ...linkConnectionClauses,
  ...linkBlobClauses,
  ...linkLogClauses,
};

/** The clauses of the `link` point for one plugin. */
export function linkContract(
  make: () => Promise<LinkSubject>,
): readonly ContractClause<LinkClauseId>[] {
  return clauseList<LinkClauseId, 'link', LinkSubject>('link', linkClauses, make);
}

/** The proof that each of those clauses rejects an implementation without its promise. */
export function linkRejections(
  make: () => Promise<LinkSubject>,
): readonly ContractClause<LinkClauseId>[] {
  return rejectionList<LinkClauseId, 'link', LinkSubject>('link', linkClauses, brokenLink, make);
}
