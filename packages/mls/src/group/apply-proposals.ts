import type { Engine } from '../engine.ts';
import { requireAuthentic } from '../engine.ts';
import { sameBytes } from '../bytes.ts';
import { validateKeyPackage } from '../key-package/key-package.ts';
import { MlsError } from '../mls-error.ts';
import { TreeEdit } from '../tree/edit.ts';
import { requireEncryptionKey, validateLeafNode, verifyLeafSignature } from '../tree/leaf-node.ts';
import type { RatchetTree } from '../tree/ratchet-tree.ts';
import { leafOf } from '../tree/ratchet-tree.ts';
import type { Extension } from '../wire/extension.ts';
import type { KeyPackage } from '../wire/key-package.ts';
import type { LeafNode } from '../wire/leaf-node.ts';
import type { PreSharedKeyId } from '../wire/pre-shared-key.ts';
import type { CommittedProposal } from './committed.ts';
import { requireAuthenticSenders } from './group-extensions.ts';
import type { OwnLeafKeys, GroupState, ReinitProposal } from './state.ts';

/** What a list of proposals makes of a group, before the committer's path. */
export interface Applied {
  readonly edit: TreeEdit;
  readonly extensions: readonly Extension[];
  readonly added: readonly AddedMember[];
  /** Leaf indices. */
  readonly removed: readonly number[];
  readonly updated: readonly number[];
  /** In the order of their proposals. */
  readonly psks: readonly PreSharedKeyId[];
  readonly kemOutput: Uint8Array | undefined;
  readonly reinit: ReinitProposal | undefined;
  /** Set when an Update of our own was committed. */
  readonly ownKeys: OwnLeafKeys | undefined;
}

export interface AddedMember {
  readonly leafIndex: number;
  readonly keyPackage: KeyPackage;
}

/**
 * Applies a list that `validateProposals` has let pass, in the order of RFC 9420 §12.3, and validates each leaf node that
 * it brings (§§7.3, 10.1).
 */
export async function applyProposals(
  engine: Engine,
  state: GroupState,
  proposals: readonly CommittedProposal[],
  nowSeconds: number | undefined,
): Promise<Applied> {
  const { tree, keys } = state;
  const edit = new TreeEdit(tree);
  const extensions = newExtensions(state, proposals);
  const group = { extensions, nowSeconds };
  if (extensions !== state.context.extensions) {
    await requireAuthenticSenders(engine, extensions, state.context.extensions);
  }
  const updated: number[] = [];
  const removed: number[] = [];
  const added: AddedMember[] = [];
  const psks: PreSharedKeyId[] = [];
  let ownKeys: OwnLeafKeys | undefined;
  let kemOutput: Uint8Array | undefined;
  let reinit: ReinitProposal | undefined;

  // What came by reference was validated on arrival, unless the rules of the group change with this very commit.
  const isNew = ({ byReference }: CommittedProposal): boolean =>
    !byReference || extensions !== state.context.extensions;

  for (const committed of proposals) {
    const { proposal, sender, ownKeys: updateKeys } = committed;
    if (proposal.proposalType !== 'update' || sender.senderType !== 'member') continue;
    if (isNew(committed)) {
      await validateUpdate(engine, state, proposal.leafNode, sender.leafIndex, group);
    }
    edit.update(sender.leafIndex, proposal.leafNode);
    updated.push(sender.leafIndex);
    if (sender.leafIndex === keys.leafIndex) ownKeys = updateKeys;
  }
  for (const { proposal } of proposals) {
    if (proposal.proposalType !== 'remove') continue;
    removed.push(proposal.removed);
    edit.remove(proposal.removed);
  }
  for (const committed of proposals) {
    const { proposal } = committed;
    if (proposal.proposalType === 'add') {
      const { keyPackage } = proposal;
      if (isNew(committed)) {
        await validateKeyPackage(engine, state.suite, keyPackage, group);
      }
      added.push({ leafIndex: edit.add(keyPackage.leafNode), keyPackage });
    } else if (proposal.proposalType === 'psk') psks.push(proposal.psk);
    else if (proposal.proposalType === 'external_init') kemOutput = proposal.kemOutput;
    else if (proposal.proposalType === 'reinit') reinit = proposal;
  }
  return { edit, extensions, added, removed, updated, psks, kemOutput, reinit, ownKeys };
}

function newExtensions(
  state: GroupState,
  proposals: readonly CommittedProposal[],
): readonly Extension[] {
  for (const { proposal } of proposals) {
    if (proposal.proposalType === 'group_context_extensions') return proposal.extensions;
  }
  return state.context.extensions;
}

/** RFC 9420 §§7.3, 12.1.2. @throws MLS_UPDATE_SAME_KEY and what the validation of a leaf node throws */
export async function validateUpdate(
  engine: Engine,
  state: GroupState,
  leafNode: LeafNode,
  leafIndex: number,
  group: { readonly extensions: readonly Extension[]; readonly nowSeconds: number | undefined },
): Promise<void> {
  const { suite, context } = state;
  const replaced = requireLeaf(state.tree, leafIndex);
  validateLeafNode(leafNode, { suite, source: 'update', ...group });
  if (sameBytes(leafNode.encryptionKey, replaced.encryptionKey)) {
    throw new MlsError(
      'MLS_UPDATE_SAME_KEY',
      'An Update keeps the encryption key that it replaces.',
    );
  }
  await requireEncryptionKey(suite, leafNode);
  await verifyLeafSignature(suite, leafNode, context.groupId, leafIndex);
  await requireAuthentic(engine, leafNode, replaced);
}

/** @throws MLS_SENDER_BLANK */
export function requireLeaf(tree: RatchetTree, leafIndex: number): LeafNode {
  const leafNode = leafOf(tree, leafIndex);
  if (leafNode === undefined) {
    throw new MlsError('MLS_SENDER_BLANK', 'The leaf of a member is not there.');
  }
  return leafNode;
}
