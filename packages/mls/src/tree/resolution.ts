import type { LeafNode } from '../wire/leaf-node.ts';
import type { ParentNode, TreeNodes } from '../wire/ratchet-tree.ts';
import type { RatchetTree } from './ratchet-tree.ts';
import { leftOf, parentIndexOf, rightOf, rootOf, siblingOf } from './tree-math.ts';

/** A node of a filtered direct path, and its child that is not on the path. */
export interface PathStep {
  readonly node: number;
  readonly copathChild: number;
}

/**
 * The nodes whose keys reach everybody below `node` (RFC 9420 §4.1.1), in order; but for the leaves in `excluded` (leaf
 * indices), as §7.6 has it for those that a commit adds.
 */
export function resolution(
  tree: RatchetTree,
  node: number,
  excluded?: ReadonlySet<number>,
): number[] {
  const found: number[] = [];
  resolve(tree.nodes, node, excluded, found);
  return found;
}

function resolve(
  nodes: TreeNodes,
  node: number,
  excluded: ReadonlySet<number> | undefined,
  found: number[],
): void {
  const content: LeafNode | ParentNode | undefined = nodes[node];
  if ((node & 1) === 0) {
    if (content !== undefined && excluded?.has(node >> 1) !== true) found.push(node);
  } else if (content === undefined) {
    resolve(nodes, leftOf(node), excluded, found);
    resolve(nodes, rightOf(node), excluded, found);
  } else {
    found.push(node);
    for (const leafIndex of (content as ParentNode).unmergedLeaves) {
      if (excluded?.has(leafIndex) !== true) found.push(2 * leafIndex);
    }
  }
}

/** Whether the resolution of `node` is the empty list. */
function isEmptyBelow(nodes: TreeNodes, node: number): boolean {
  if (nodes[node] !== undefined) return false;
  return (
    (node & 1) === 0 || (isEmptyBelow(nodes, leftOf(node)) && isEmptyBelow(nodes, rightOf(node)))
  );
}

/** From the leaf's parent up to the root (RFC 9420 §4.1.2). */
export function directPath(leafCount: number, leafIndex: number): number[] {
  const path: number[] = [];
  const root = rootOf(leafCount);
  for (let node = 2 * leafIndex; node !== root;) {
    node = parentIndexOf(node);
    path.push(node);
  }
  return path;
}

/** The direct path without the nodes whose copath child has an empty resolution (RFC 9420 §4.1.2). */
export function filteredDirectPath(tree: RatchetTree, leafIndex: number): PathStep[] {
  const path: PathStep[] = [];
  const root = rootOf(tree.leafCount);
  for (let child = 2 * leafIndex; child !== root; child = parentIndexOf(child)) {
    const copathChild = siblingOf(child);
    if (!isEmptyBelow(tree.nodes, copathChild))
      path.push({ node: parentIndexOf(child), copathChild });
  }
  return path;
}
