import { sameBytes } from '../bytes.ts';
import { MlsError } from '../mls-error.ts';
import type { Suite } from '../suite/suite.ts';
import type { Extension } from '../wire/extension.ts';
import { typesInUse } from './credential-counts.ts';
import { requireCredentialTypes } from './edit.ts';
import { KeyIndex } from './key-index.ts';
import {
  isLeafSigned,
  requireGroupSupport,
  requireLeafSignature,
  validateLeafNode,
} from './leaf-node.ts';
import { verifyParentHashes } from './parent-hash.ts';
import type { Member, RatchetTree } from './ratchet-tree.ts';
import { members } from './ratchet-tree.ts';
import { treeHash } from './tree-hash.ts';
import { checkUnmergedLeaves } from './unmerged-leaves.ts';

/** What a tree from outside is held against. */
export interface TreeRules {
  /** Of the GroupContext, as `extensions`. */
  readonly treeHash: Uint8Array;
  readonly groupId: Uint8Array;
  readonly extensions: readonly Extension[];
  /** When given, leaves from KeyPackages have to be within their lifetimes. */
  readonly nowSeconds?: number | undefined;
  readonly maxLifetimeSeconds?: number | undefined;
}

// Asked for together, which matters where each runs on another thread.
const signaturesAtOnce = 32;

/**
 * All that RFC 9420 §12.4.3.1 asks of the tree of a group that is joined, but for the application's word on credentials:
 * what is cheap first, the signatures last.
 *
 * @throws MLS_UNMERGED_LEAVES, MLS_ENCRYPTION_KEY_TWICE, MLS_SIGNATURE_KEY_TWICE, MLS_ENCRYPTION_KEY, MLS_TREE_HASH,
 * MLS_PARENT_HASH, MLS_CREDENTIAL_UNSUPPORTED, MLS_LEAF_SIGNATURE and what `validateLeafNode` throws
 */
export async function validateTree(
  suite: Suite,
  tree: RatchetTree,
  rules: TreeRules,
): Promise<void> {
  checkUnmergedLeaves(tree);
  checkParentKeys(suite, tree);
  const leaves = members(tree);
  const inUse = typesInUse(tree.credentials);
  const { extensions, nowSeconds, maxLifetimeSeconds } = rules;
  const leafRules = { suite, extensions, nowSeconds, maxLifetimeSeconds };
  for (const { leafNode } of leaves) {
    validateLeafNode(leafNode, leafRules);
    requireCredentialTypes(leafNode, inUse);
  }
  tree.cache.keys = new KeyIndex(tree.nodes);
  if (!sameBytes(await treeHash(suite, tree), rules.treeHash)) {
    throw new MlsError('MLS_TREE_HASH', 'A ratchet tree is not the one that the group agreed on.');
  }
  await verifyParentHashes(suite, tree);
  await verifySignatures(suite, leaves, rules.groupId);
}

/**
 * Whether all members support the extensions that a group is to have (RFC 9420 §12.1.7, §13.4).
 *
 * @throws MLS_EXTENSION_UNSUPPORTED, MLS_REQUIRED_CAPABILITIES
 */
export function requireMembersSupport(tree: RatchetTree, extensions: readonly Extension[]): void {
  for (const { leafNode } of members(tree)) requireGroupSupport(leafNode, extensions);
}

function checkParentKeys(suite: Suite, tree: RatchetTree): void {
  for (let node = 1; node < tree.nodes.length; node += 2) {
    const key = tree.nodes[node]?.encryptionKey;
    if (key !== undefined && key.length !== suite.publicKeyBytes) {
      throw new MlsError(
        'MLS_ENCRYPTION_KEY',
        'The encryption key of a parent is not of the suite.',
      );
    }
  }
}

async function verifySignatures(
  suite: Suite,
  leaves: readonly Member[],
  groupId: Uint8Array,
): Promise<void> {
  for (let start = 0; start < leaves.length; start += signaturesAtOnce) {
    const end = Math.min(start + signaturesAtOnce, leaves.length);
    const pending: Promise<boolean>[] = [];
    for (let index = start; index < end; index += 1) {
      const { leafNode, leafIndex } = leaves[index]!;
      pending.push(isLeafSigned(suite, leafNode, groupId, leafIndex));
    }
    for (const isSigned of await Promise.all(pending)) requireLeafSignature(isSigned);
  }
}
