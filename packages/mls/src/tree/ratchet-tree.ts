import { sameBytes } from '../bytes.ts';
import { MlsError } from '../mls-error.ts';
import type { LeafNode } from '../wire/leaf-node.ts';
import type { ParentNode, TreeNodes } from '../wire/ratchet-tree.ts';
import { writeRatchetTree } from '../wire/ratchet-tree.ts';
import { Writer } from '../wire/writer.ts';
import type { CredentialCounts } from './credential-counts.ts';
import { countCredentials } from './credential-counts.ts';
import type { KeyIndex } from './key-index.ts';
import { leafCountFor } from './tree-math.ts';

/** RFC 9420 §4: the public part of a ratchet tree. A value: trees share the nodes, and the hashes, that they have in common. */
export interface RatchetTree {
  /** A power of two. */
  readonly leafCount: number;
  /** `2 * leafCount - 1` of them. */
  readonly nodes: TreeNodes;
  readonly credentials: CredentialCounts;
  /** What was worked out from the nodes, filled as it is asked for. */
  readonly cache: TreeCache;
}

export interface TreeCache {
  /** Tree hashes (RFC 9420 §7.8) by node. Below a node whose hash is here, all are. */
  readonly hashes: (Uint8Array | undefined)[];
  keys: KeyIndex | undefined;
}

/** A leaf that is not blank, and its place. */
export interface Member {
  readonly leafIndex: number;
  readonly leafNode: LeafNode;
}

/**
 * Fills nodes as `readRatchetTree` gives them with blanks to a full tree (RFC 9420 §12.4.3.3). What the nodes say is not
 * checked: see `validateTree`.
 *
 * @throws MLS_TREE_TOO_LARGE above `maxLeaves`
 */
export function parseRatchetTree(given: TreeNodes, maxLeaves: number): RatchetTree {
  // A parent at the end has a place for a leaf to its right, blank though it is.
  const leafCount = leafCountFor(given.length >> 1);
  if (leafCount > maxLeaves) {
    throw new MlsError('MLS_TREE_TOO_LARGE', 'A ratchet tree has more leaves than allowed.');
  }
  const nodes = given.slice();
  while (nodes.length < 2 * leafCount - 1) nodes.push(undefined);
  return {
    leafCount,
    nodes,
    credentials: countCredentials(nodes),
    cache: { hashes: nodes.map(() => undefined), keys: undefined },
  };
}

export function leafOf(tree: RatchetTree, leafIndex: number): LeafNode | undefined {
  // Even places hold leaves: the decoder and TreeEdit see to it.
  return tree.nodes[2 * leafIndex] as LeafNode | undefined;
}

/** `node` is the index of a parent, so odd. */
export function parentOf(tree: RatchetTree, node: number): ParentNode | undefined {
  return tree.nodes[node] as ParentNode | undefined;
}

/** All leaves that are not blank, from the left. */
export function members(tree: RatchetTree): Member[] {
  const found: Member[] = [];
  for (let leafIndex = 0; leafIndex < tree.leafCount; leafIndex += 1) {
    const leafNode = leafOf(tree, leafIndex);
    if (leafNode !== undefined) found.push({ leafIndex, leafNode });
  }
  return found;
}

export function memberCount(tree: RatchetTree): number {
  return tree.credentials.basic + tree.credentials.x509;
}

/** The leaf index of a leaf of exactly these bytes (RFC 9420 §12.4.3.1). */
export function findLeaf(tree: RatchetTree, leafNode: LeafNode): number | undefined {
  for (let leafIndex = 0; leafIndex < tree.leafCount; leafIndex += 1) {
    const found = leafOf(tree, leafIndex);
    if (found !== undefined && sameBytes(found.encoded, leafNode.encoded)) return leafIndex;
  }
  return undefined;
}

/** `optional<Node> ratchet_tree<V>` (RFC 9420 §12.4.3.3). */
export function encodeRatchetTree(tree: RatchetTree): Uint8Array {
  const writer = new Writer(256 * tree.leafCount);
  writeRatchetTree(writer, tree.nodes);
  return writer.finish();
}
