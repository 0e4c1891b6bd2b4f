import { toHex } from '../bytes.ts';
import { MlsError } from '../mls-error.ts';
import type { Commit, ProposalOrRef } from '../wire/commit.ts';
import type { Sender } from '../wire/framed-content.ts';
import type { Proposal, ProposalType } from '../wire/proposal.ts';
import type { GroupState, OwnLeafKeys } from './state.ts';

/** A proposal of a commit, whether it came in it or before it, with the one who made it. */
export interface CommittedProposal {
  readonly proposal: Proposal;
  readonly sender: Sender;
  readonly byReference: boolean;
  readonly ownKeys: OwnLeafKeys | undefined;
}

const pathRequired: ReadonlySet<ProposalType> = new Set<ProposalType>([
  'update',
  'remove',
  'external_init',
  'group_context_extensions',
]);

/** RFC 9420 §12.4: whether a commit of these proposals must have a path. */
export function requiresPath(proposals: readonly { readonly proposal: Proposal }[]): boolean {
  return (
    proposals.length === 0 ||
    proposals.some(({ proposal }) => pathRequired.has(proposal.proposalType))
  );
}

/**
 * Finds what a commit refers to. What it holds itself counts as sent by the committer.
 *
 * @throws MLS_PROPOSAL_NOT_FOUND, MLS_COMMIT_PATH_MISSING, MLS_PROPOSAL_TWICE
 */
export function resolveProposals(
  state: GroupState,
  commit: Commit,
  committer: Sender,
): readonly CommittedProposal[] {
  const seen = new Set<string>();
  const proposals = commit.proposals.map((item) => resolve(state, item, committer, seen));
  if (commit.path === undefined && requiresPath(proposals)) {
    throw new MlsError('MLS_COMMIT_PATH_MISSING', 'A commit has no path where it must have one.');
  }
  return proposals;
}

function resolve(
  state: GroupState,
  item: ProposalOrRef,
  committer: Sender,
  seen: Set<string>,
): CommittedProposal {
  if (item.kind === 'proposal') {
    return { proposal: item.proposal, sender: committer, byReference: false, ownKeys: undefined };
  }
  const name = toHex(item.reference);
  const pending = state.proposals.get(name);
  if (pending === undefined) {
    throw new MlsError('MLS_PROPOSAL_NOT_FOUND', 'A commit refers to a proposal that is not here.');
  }
  if (seen.has(name)) {
    throw new MlsError('MLS_PROPOSAL_TWICE', 'A commit refers to one proposal twice.');
  }
  seen.add(name);
  const { proposal, sender, ownKeys } = pending;
  return { proposal, sender, byReference: true, ownKeys };
}
