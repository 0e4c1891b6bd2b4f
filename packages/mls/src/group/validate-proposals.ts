import { nameOf } from '../bytes.ts';
import { MlsError } from '../mls-error.ts';
import type { RatchetTree } from '../tree/ratchet-tree.ts';
import { leafOf } from '../tree/ratchet-tree.ts';
import { mls10 } from '../wire/message.ts';
import type { PreSharedKeyId } from '../wire/pre-shared-key.ts';
import { writePreSharedKeyId } from '../wire/pre-shared-key.ts';
import type { Proposal } from '../wire/proposal.ts';
import { Writer } from '../wire/writer.ts';
import type { CommittedProposal } from './committed.ts';
import { requireReadableExtensions } from './group-extensions.ts';
import type { GroupState } from './state.ts';

/** Which commits a list of proposals can stand in. */
export type CommitKind =
  | { readonly kind: 'member'; readonly leafIndex: number }
  | { readonly kind: 'external' }
  /** The first commit of a group that replaces or branches off another one (RFC 9420 §§11.2, 11.3). */
  | { readonly kind: 'subgroup'; readonly leafIndex: number };

/**
 * RFC 9420 §12.2: the rules on a list of proposals that need nothing but the list and the tree before it. Those on leaf
 * nodes and on the tree afterwards are checked as the list is applied.
 *
 * @throws a code for each rule
 */
export function validateProposals(
  state: GroupState,
  proposals: readonly CommittedProposal[],
  commit: CommitKind,
): void {
  if (commit.kind === 'external') validateExternal(state, proposals);
  else validateRegular(state, proposals, commit.leafIndex);
  const psks = new Set<string>();
  for (const { proposal } of proposals) {
    if (proposal.proposalType !== 'psk') continue;
    validatePsk(state, proposal.psk, commit);
    const writer = new Writer(128);
    writePreSharedKeyId(writer, proposal.psk);
    const name = nameOf(writer.finish());
    if (psks.has(name)) refuse('MLS_PSK_TWICE', 'A commit has a pre-shared key twice.');
    psks.add(name);
  }
}

function validateRegular(
  state: GroupState,
  proposals: readonly CommittedProposal[],
  committer: number,
): void {
  const touched = new Set<number>();
  let extensionLists = 0;
  for (const { proposal, sender } of proposals) {
    switch (proposal.proposalType) {
      case 'update': {
        if (sender.senderType !== 'member') {
          return refuse('MLS_UPDATE_SENDER', 'An Update is not from a member.');
        }
        if (sender.leafIndex === committer) {
          refuse('MLS_UPDATE_BY_COMMITTER', 'A committer committed an Update of its own.');
        }
        touch(touched, sender.leafIndex);
        break;
      }
      case 'remove':
        validateRemove(state.tree, proposal.removed);
        if (proposal.removed === committer) {
          refuse('MLS_REMOVE_COMMITTER', 'A committer removed itself.');
        }
        touch(touched, proposal.removed);
        break;
      case 'group_context_extensions':
        extensionLists += 1;
        if (extensionLists > 1) {
          refuse('MLS_GROUP_EXTENSIONS_TWICE', 'A commit changes the extensions twice.');
        }
        requireReadableExtensions(proposal.extensions);
        break;
      case 'reinit':
        if (proposals.length > 1) {
          refuse('MLS_REINIT_NOT_ALONE', 'A ReInit is together with other proposals.');
        }
        if (proposal.version < state.context.version) {
          refuse('MLS_REINIT_VERSION', 'A ReInit would lower the version.');
        }
        break;
      case 'external_init':
        refuse('MLS_EXTERNAL_INIT_MISPLACED', 'An ExternalInit is in a commit of a member.');
        break;
      case 'add':
      case 'psk':
      case 'app_ephemeral':
    }
  }
}

function validateExternal(state: GroupState, proposals: readonly CommittedProposal[]): void {
  const count = (type: Proposal['proposalType']): number =>
    proposals.filter(({ proposal }) => proposal.proposalType === type).length;
  if (proposals.some(({ byReference }) => byReference)) {
    refuse('MLS_EXTERNAL_COMMIT_REFERENCE', 'An external commit refers to a proposal.');
  }
  if (count('external_init') !== 1) {
    refuse('MLS_EXTERNAL_COMMIT_INIT', 'An external commit has not one ExternalInit.');
  }
  if (count('remove') > 1) {
    refuse('MLS_EXTERNAL_COMMIT_REMOVES', 'An external commit removes more than one leaf.');
  }
  const allowed = 1 + count('remove') + count('psk') + count('app_ephemeral');
  if (proposals.length !== allowed) {
    refuse(
      'MLS_EXTERNAL_COMMIT_PROPOSALS',
      'An external commit has a proposal that it may not have.',
    );
  }
  for (const { proposal } of proposals) {
    if (proposal.proposalType === 'remove') validateRemove(state.tree, proposal.removed);
  }
}

/** RFC 9420 §12.1.3. @throws MLS_REMOVE_BLANK */
export function validateRemove(tree: RatchetTree, removed: number): void {
  if (leafOf(tree, removed) === undefined) {
    refuse('MLS_REMOVE_BLANK', 'A Remove names a leaf that is not there.');
  }
}

/** RFC 9420 §12.1.4. */
export function validatePsk(state: GroupState, id: PreSharedKeyId, commit: CommitKind): void {
  if (id.pskNonce.length !== state.suite.hashBytes) {
    refuse('MLS_PSK_NONCE', 'The nonce of a pre-shared key is of a wrong length.');
  }
  if (id.pskType === 'resumption' && id.usage !== 'application' && commit.kind !== 'subgroup') {
    refuse('MLS_PSK_USAGE', 'A resumption key is used where it may not be.');
  }
}

/** RFC 9420 §12.1.5. */
export function validateVersion(version: number): void {
  if (version !== mls10) refuse('MLS_VERSION', 'A group would be of an unknown version of MLS.');
}

function touch(touched: Set<number>, leafIndex: number): void {
  if (touched.has(leafIndex)) {
    refuse('MLS_LEAF_TWICE', 'A commit updates or removes one leaf twice.');
  }
  touched.add(leafIndex);
}

function refuse(code: MlsError['code'], sentence: string): never {
  throw new MlsError(code, sentence);
}
