import type { Engine } from '../engine.ts';
import { MlsError } from '../mls-error.ts';
import type { PrivateKeys } from '../tree/private-keys.ts';
import { retainKeys } from '../tree/private-keys.ts';
import type { RatchetTree } from '../tree/ratchet-tree.ts';
import { members } from '../tree/ratchet-tree.ts';
import { requireMembersSupport } from '../tree/validate-tree.ts';
import { encodeGroupContext } from '../wire/group-context.ts';
import type { Applied } from './apply-proposals.ts';
import type { CommittedProposal } from './committed.ts';
import { requireProposalSupport } from './proposal-support.ts';
import type { GroupState } from './state.ts';

/** RFC 9420 §12.4.1: the new epoch's context with the old confirmed transcript hash. */
export function provisionalContext(
  { context }: Pick<GroupState, 'context'>,
  applied: Pick<Applied, 'extensions'>,
  treeHash: Uint8Array,
): Uint8Array {
  const { extensions } = applied;
  return encodeGroupContext({ ...context, epoch: context.epoch + 1n, treeHash, extensions });
}

/** RFC 9420 §§7.3, 12.2: what has to hold of the group that a commit makes. */
export function requireConsistent(
  engine: Engine,
  state: GroupState,
  applied: Applied,
  proposals: readonly CommittedProposal[],
): void {
  requireRoom(engine, applied.edit.tree);
  applied.edit.checkLeaves();
  // The leaves that the commit brings were held against the extensions one by one.
  if (applied.extensions !== state.context.extensions) {
    requireMembersSupport(applied.edit.tree, applied.extensions);
  }
  requireProposalSupport(members(state.tree), proposals, applied.removed);
}

/** A group that has outgrown the limit could not be loaded again. @throws MLS_TREE_TOO_LARGE */
export function requireRoom({ limits }: Engine, tree: RatchetTree): void {
  if (tree.leafCount > limits.maxLeaves) {
    throw new MlsError('MLS_TREE_TOO_LARGE', 'A group would have more leaves than allowed.');
  }
}

/** This member's private keys after the proposals, before a path. */
export function keysAfter(state: Pick<GroupState, 'tree' | 'keys'>, applied: Applied): PrivateKeys {
  const { leafIndex, keys } = retainKeys(state.tree, applied.edit.tree, state.keys);
  if (applied.ownKeys === undefined) return { leafIndex, keys };
  const { encryptionPrivateKey } = applied.ownKeys;
  return { leafIndex, keys: new Map([...keys, [2 * leafIndex, encryptionPrivateKey]]) };
}
