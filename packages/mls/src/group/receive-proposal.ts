import type { Engine } from '../engine.ts';
import { verifyContent } from '../framing/content-signature.ts';
import { validateKeyPackage } from '../key-package/key-package.ts';
import { MlsError } from '../mls-error.ts';
import { withProposal } from '../storage/changes.ts';
import type { AuthenticatedContent, Sender } from '../wire/framed-content.ts';
import { encodeAuthenticatedContent } from '../wire/framed-content.ts';
import type { Proposal } from '../wire/proposal.ts';
import { requireLeaf, validateUpdate } from './apply-proposals.ts';
import { requireOpen } from './protect-message.ts';
import { externalSenders, requireReadableExtensions } from './group-extensions.ts';
import type { GroupState, OwnLeafKeys, Transition } from './state.ts';
import { validatePsk, validateRemove, validateVersion } from './validate-proposals.ts';

/** A proposal that is valid by itself and waits for a commit. */
export interface ReceivedProposal {
  readonly sender: Sender;
  readonly proposal: Proposal;
  /** ProposalRef (RFC 9420 §5.2). */
  readonly reference: Uint8Array;
}

/**
 * Verifies a proposal and keeps it (RFC 9420 §12.1).
 *
 * @throws MLS_SIGNATURE, MLS_EXTERNAL_SENDER_UNKNOWN, MLS_PROPOSALS_TOO_MANY, a code for each rule of §12.1
 */
export async function receiveProposal(
  engine: Engine,
  transition: Transition,
  authenticated: AuthenticatedContent,
  proposal: Proposal,
): Promise<{ readonly kind: 'proposal' } & ReceivedProposal & Transition> {
  const { state } = transition;
  requireOpen(state);
  const { sender } = authenticated.content;
  const signatureKey = signatureKeyOf(state, sender, proposal);
  const { suite, encodedContext } = state;
  if (!(await verifyContent(suite, authenticated, encodedContext, signatureKey))) {
    throw new MlsError('MLS_SIGNATURE', 'The signature of a message is not valid.');
  }
  await validateProposal(engine, state, sender, proposal, undefined);
  const reference = await proposalRef(state, authenticated);
  return {
    kind: 'proposal',
    sender,
    proposal,
    reference,
    ...keepProposal(engine, transition, { sender, proposal, reference, ownKeys: undefined }),
  };
}

export function keepProposal(
  engine: Engine,
  transition: Transition,
  pending: ReceivedProposal & { readonly ownKeys: OwnLeafKeys | undefined },
): Transition {
  if (transition.state.proposals.size >= engine.limits.maxPendingProposals) {
    throw new MlsError('MLS_PROPOSALS_TOO_MANY', 'There are too many proposals in this epoch.');
  }
  return withProposal(transition, pending);
}

/** ProposalRef (RFC 9420 §5.2). */
export function proposalRef(
  { suite }: GroupState,
  authenticated: AuthenticatedContent,
): Promise<Uint8Array> {
  return suite.refHash('MLS 1.0 Proposal Reference', encodeAuthenticatedContent(authenticated));
}

/** RFC 9420 §6.1. */
function signatureKeyOf(state: GroupState, sender: Sender, proposal: Proposal): Uint8Array {
  switch (sender.senderType) {
    case 'member':
      return requireLeaf(state.tree, sender.leafIndex).signatureKey;
    case 'external': {
      const known = externalSenders(state.context.extensions)[sender.senderIndex];
      if (known === undefined) {
        throw new MlsError(
          'MLS_EXTERNAL_SENDER_UNKNOWN',
          'An external sender is not of the group.',
        );
      }
      return known.signatureKey;
    }
    default:
      if (sender.senderType !== 'new_member_proposal' || proposal.proposalType !== 'add') {
        throw new MlsError(
          'MLS_SENDER_CONTENT',
          'A sender of this type may not send this content.',
        );
      }
      return proposal.keyPackage.leafNode.signatureKey;
  }
}

/** The rules on one proposal (RFC 9420 §12.1), as far as they can be known before a commit. */
export async function validateProposal(
  engine: Engine,
  state: GroupState,
  sender: Sender,
  proposal: Proposal,
  nowSeconds: number | undefined,
): Promise<void> {
  const group = { extensions: state.context.extensions, nowSeconds };
  switch (proposal.proposalType) {
    case 'add':
      return validateKeyPackage(engine, state.suite, proposal.keyPackage, group);
    case 'update':
      if (sender.senderType !== 'member') {
        throw new MlsError('MLS_UPDATE_SENDER', 'An Update is not from a member.');
      }
      return validateUpdate(engine, state, proposal.leafNode, sender.leafIndex, group);
    case 'remove':
      validateRemove(state.tree, proposal.removed);
      return;
    case 'psk':
      validatePsk(state, proposal.psk, { kind: 'external' });
      return;
    case 'reinit':
      validateVersion(proposal.version);
      return;
    case 'group_context_extensions':
      requireReadableExtensions(proposal.extensions);
      return;
    case 'external_init':
      throw new MlsError(
        'MLS_EXTERNAL_INIT_MISPLACED',
        'An ExternalInit is not in an external commit.',
      );
    case 'app_ephemeral':
  }
}
