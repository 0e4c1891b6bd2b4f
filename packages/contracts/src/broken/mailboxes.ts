import type { Flaws } from '../contract.ts';
import type { MailboxesClauseId } from '../mailboxes.ts';
import { brokenLife } from './mailboxes/life.ts';
import { brokenPosts } from './mailboxes/posts.ts';
import { brokenReads } from './mailboxes/reads.ts';
import { brokenRegisters } from './mailboxes/registers.ts';

/** For each clause of the `mailboxes` point, an implementation that breaks it. */
export const brokenMailboxes: Flaws<MailboxesClauseId, 'mailboxes'> = {
  ...brokenPosts,
  ...brokenReads,
  ...brokenRegisters,
  ...brokenLife,
};
