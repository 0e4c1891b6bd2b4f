import { MlsError } from '../mls-error.ts';
import type { FramedContent } from '../wire/framed-content.ts';
import type { ProposalType } from '../wire/proposal.ts';

/** RFC 9420 §17.4, "External", and draft-ietf-mls-extensions. */
const externalProposals: ReadonlySet<ProposalType> = new Set<ProposalType>([
  'add',
  'remove',
  'psk',
  'reinit',
  'group_context_extensions',
  'app_ephemeral',
]);

/**
 * What each type of sender may send (RFC 9420 §6.1). A member: anything; but application data in the clear is nobody's,
 * which reading refuses.
 *
 * @throws MLS_SENDER_CONTENT
 */
export function checkSenderContent({ sender, content }: FramedContent): void {
  if (!maySend(sender.senderType, content)) {
    throw new MlsError('MLS_SENDER_CONTENT', 'A sender of this type may not send this content.');
  }
}

function maySend(
  senderType: FramedContent['sender']['senderType'],
  content: FramedContent['content'],
): boolean {
  const proposed = content.contentType === 'proposal' ? content.proposal.proposalType : undefined;
  switch (senderType) {
    case 'member':
      return true;
    case 'external':
      return proposed !== undefined && externalProposals.has(proposed);
    case 'new_member_proposal':
      return proposed === 'add';
    case 'new_member_commit':
      return content.contentType === 'commit';
  }
}
