import { brokenMailboxes } from './broken/mailboxes.ts';
import { clauseList, rejectionList } from './clause-list.ts';
import type { Clauses, ContractClause, ContractSubject } from './contract.ts';
import type { MailboxesLifeClauseId } from './mailboxes/life-clauses.ts';
import { mailboxesLifeClauses } from './mailboxes/life-clauses.ts';
import type { MailboxesPostClauseId } from './mailboxes/post-clauses.ts';
import { mailboxesPostClauses } from './mailboxes/post-clauses.ts';
import type { MailboxesReadClauseId } from './mailboxes/read-clauses.ts';
import { mailboxesReadClauses } from './mailboxes/read-clauses.ts';
import type { MailboxesRegisterClauseId } from './mailboxes/register-clauses.ts';
import { mailboxesRegisterClauses } from './mailboxes/register-clauses.ts';

/** Every promise of the `mailboxes` point. */
export type MailboxesClauseId =
  | MailboxesPostClauseId
  | MailboxesReadClauseId
  | MailboxesRegisterClauseId
  | MailboxesLifeClauseId;

export const mailboxesClauses: Clauses<MailboxesClauseId, 'mailboxes'> = {
  ...mailboxesPostClauses,
  ...mailboxesReadClauses,
  ...mailboxesRegisterClauses,
  ...mailboxesLifeClauses,
};

/** The clauses of the `mailboxes` point for one plugin. */
export function mailboxesContract(
  make: () => Promise<ContractSubject<'mailboxes'>>,
): readonly ContractClause<MailboxesClauseId>[] {
  return clauseList('mailboxes', mailboxesClauses, make);
}

/** The proof that each of those clauses rejects an implementation without its promise. */
export function mailboxesRejections(
  make: () => Promise<ContractSubject<'mailboxes'>>,
): readonly ContractClause<MailboxesClauseId>[] {
  return rejectionList('mailboxes', mailboxesClauses, brokenMailboxes, make);
}
