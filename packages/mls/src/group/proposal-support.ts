import { MlsError } from '../mls-error.ts';
import type { Member } from '../tree/ratchet-tree.ts';
import type { Proposal } from '../wire/proposal.ts';
import { isDefaultProposal, proposalTypes } from '../wire/proposal.ts';

/**
 * RFC 9420 §12.2: all members who process a commit support its kinds of proposals; those whom it adds or removes need not.
 *
 * @throws MLS_CAPABILITIES_PROPOSAL
 */
export function requireProposalSupport(
  before: readonly Member[],
  proposals: readonly { readonly proposal: Proposal }[],
  removed: readonly number[],
): void {
  for (const { proposal } of proposals) {
    const type = proposalTypes[proposal.proposalType];
    if (isDefaultProposal(type)) continue;
    for (const { leafIndex, leafNode } of before) {
      if (!leafNode.capabilities.proposals.includes(type) && !removed.includes(leafIndex)) {
        throw new MlsError(
          'MLS_CAPABILITIES_PROPOSAL',
          'A member does not support a kind of proposal that is committed.',
        );
      }
    }
  }
}
