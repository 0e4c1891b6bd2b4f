import { noBytes, sameBytes } from '../bytes.ts';
import { MlsError } from '../mls-error.ts';
import type { Suite } from '../suite/suite.ts';
import type { ParentNode } from '../wire/ratchet-tree.ts';
import { Writer } from '../wire/writer.ts';
import { OriginalHashes } from './original-hash.ts';
import type { RatchetTree } from './ratchet-tree.ts';
import { parentOf } from './ratchet-tree.ts';
import type { PathStep } from './resolution.ts';
import { resolution } from './resolution.ts';
import { endOfLeavesBelow, firstLeafBelow, leftOf, rightOf, rootOf } from './tree-math.ts';
import { nodeHash } from './tree-hash.ts';
import { countBelow } from './unmerged-leaves.ts';

/** New parents for a filtered direct path, chained by their parent hashes. */
export interface ChainedPath {
  readonly parents: ReadonlyMap<number, ParentNode>;
  /** For the leaf. */
  readonly parentHash: Uint8Array;
}

/**
 * RFC 9420 §7.9: the parents of an UpdatePath with their parent hashes, from the root down. The tree is the one into which
 * they are not yet merged: nothing on the path counts.
 */
export async function chainPath(
  suite: Suite,
  tree: RatchetTree,
  path: readonly PathStep[],
  encryptionKeys: readonly Uint8Array[],
): Promise<ChainedPath> {
  const parents = new Map<number, ParentNode>();
  const scratch = scratchFor(suite);
  let parentHash = noBytes;
  for (let step = path.length - 1; step >= 0; step -= 1) {
    const { node, copathChild } = path[step]!;
    const parent = { encryptionKey: encryptionKeys[step]!, parentHash, unmergedLeaves: [] };
    parents.set(node, parent);
    parentHash = await hashParent(suite, scratch, parent, await nodeHash(suite, tree, copathChild));
  }
  return { parents, parentHash };
}

/**
 * RFC 9420 §7.9.2: every parent was set in one UpdatePath with a node below it, and so on down to a leaf. `checkUnmergedLeaves`
 * must have passed.
 *
 * @throws MLS_PARENT_HASH
 */
export async function verifyParentHashes(suite: Suite, tree: RatchetTree): Promise<void> {
  const originals = new OriginalHashes(suite, tree);
  const scratch = scratchFor(suite);
  for (let node = 1; node < tree.nodes.length; node += 2) {
    const parent = parentOf(tree, node);
    if (parent === undefined) continue;
    // A path sets the root with an empty hash. One node below must match: a leaf, or a parent whose turn comes too.
    const isRoot = node === rootOf(tree.leafCount);
    const isVouchedFor =
      (!isRoot || parent.parentHash.length === 0) &&
      ((await isSetWith(originals, scratch, parent, leftOf(node), rightOf(node))) ||
        (await isSetWith(originals, scratch, parent, rightOf(node), leftOf(node))));
    if (!isVouchedFor) {
      throw new MlsError(
        'MLS_PARENT_HASH',
        'A parent node is not one that a member below it has set.',
      );
    }
  }
}

/** Whether `parent` was set together with a node in the resolution of `child`. */
async function isSetWith(
  originals: OriginalHashes,
  scratch: Writer,
  parent: ParentNode,
  child: number,
  sibling: number,
): Promise<boolean> {
  const { suite, tree } = originals;
  const claimed = claimedHash(tree, headOf(tree, child, parent.unmergedLeaves));
  if (claimed?.length !== suite.hashBytes) return false;
  const siblingHash = await originals.hash(sibling, parent.unmergedLeaves);
  return sameBytes(claimed, await hashParent(suite, scratch, parent, siblingHash));
}

/**
 * The one node in the resolution of `child` that is left without the unmerged leaves of its parent, when those below
 * `child` are all in the resolution.
 */
function headOf(tree: RatchetTree, child: number, unmerged: readonly number[]): number | undefined {
  let next = countBelow(unmerged, firstLeafBelow(child));
  const end = countBelow(unmerged, endOfLeavesBelow(child));
  let head: number | undefined;
  // Both lists ascend.
  for (const node of resolution(tree, child)) {
    if (next < end && node === 2 * unmerged[next]!) next += 1;
    else if (head === undefined) head = node;
    else return undefined;
  }
  return next === end ? head : undefined;
}

function claimedHash(tree: RatchetTree, node: number | undefined): Uint8Array | undefined {
  const content = node === undefined ? undefined : tree.nodes[node];
  if (content === undefined || 'parentHash' in content) return content?.parentHash;
  return content.source.kind === 'commit' ? content.source.parentHash : undefined;
}

/** The hash of ParentHashInput. `scratch` is written to. */
function hashParent(
  suite: Suite,
  scratch: Writer,
  { encryptionKey, parentHash }: ParentNode,
  originalSiblingTreeHash: Uint8Array,
): Promise<Uint8Array> {
  scratch.clear().opaque(encryptionKey).opaque(parentHash).opaque(originalSiblingTreeHash);
  return suite.hash(scratch.finish());
}

/** Memory for one ParentHashInput after the other. */
function scratchFor(suite: Suite): Writer {
  return new Writer(suite.publicKeyBytes + 2 * suite.hashBytes + 8);
}
