import type { Suite } from '../../src/suite/suite.ts';
import type { LeafNode } from '../../src/wire/leaf-node.ts';
import type { ParentNode, TreeNodes } from '../../src/wire/ratchet-tree.ts';
import { writeParentNode } from '../../src/wire/ratchet-tree.ts';
import { Writer } from '../../src/wire/writer.ts';

/**
 * The ratchet tree of RFC 9420 §§4, 7 as plainly as it can be said, apart from the engine's: it hashes everything anew, and it
 * applies whatever it is told to, right or wrong. A tree is the whole array, 2^(d+1) - 1 nodes.
 */

export const rootOf = (tree: TreeNodes): number => (tree.length - 1) / 2;
export const leafCountOf = (tree: TreeNodes): number => (tree.length + 1) / 2;

export function leafAt(tree: TreeNodes, leafIndex: number): LeafNode | undefined {
  const node = tree[2 * leafIndex];
  return node && 'encoded' in node ? node : undefined;
}

export function parentAt(tree: TreeNodes, index: number): ParentNode | undefined {
  const node = tree[index];
  return node && 'unmergedLeaves' in node ? node : undefined;
}

export function blanks(count: number): readonly undefined[] {
  return Array.from({ length: count }, () => undefined);
}

export function levelOf(index: number): number {
  let level = 0;
  while ((index >> level) & 1) level += 1;
  return level;
}

export const leftOf = (index: number): number => index ^ (1 << (levelOf(index) - 1));
export const rightOf = (index: number): number => index ^ (3 << (levelOf(index) - 1));

function above(index: number): number {
  const level = levelOf(index);
  return (index | (1 << level)) & ~(1 << (level + 1));
}

/** From the parent up to the root. */
export function directPathOf(tree: TreeNodes, index: number): readonly number[] {
  const path: number[] = [];
  for (let at = index; at !== rootOf(tree);) path.push((at = above(at)));
  return path;
}

export function isBelow(index: number, head: number): boolean {
  return Math.abs(index - head) < 1 << levelOf(head);
}

export function resolutionOf(tree: TreeNodes, index: number): readonly number[] {
  const node = tree[index];
  if (node !== undefined) {
    return 'unmergedLeaves' in node
      ? [index, ...node.unmergedLeaves.map((leaf) => 2 * leaf)]
      : [index];
  }
  if (levelOf(index) === 0) return [];
  return [...resolutionOf(tree, leftOf(index)), ...resolutionOf(tree, rightOf(index))];
}

/** RFC 9420 §4.1.2: each node with its child on the copath. */
export function filteredPathOf(
  tree: TreeNodes,
  leafIndex: number,
): readonly { readonly node: number; readonly copath: number }[] {
  return directPathOf(tree, 2 * leafIndex)
    .map((node) => {
      const copath = isBelow(2 * leafIndex, leftOf(node)) ? rightOf(node) : leftOf(node);
      return { node, copath };
    })
    .filter(({ copath }) => resolutionOf(tree, copath).length > 0);
}

export function withNode(tree: TreeNodes, index: number, node: TreeNodes[number]): TreeNodes {
  return tree.with(index, node);
}

export function blankPath(tree: TreeNodes, leafIndex: number): TreeNodes {
  const path = directPathOf(tree, 2 * leafIndex);
  return tree.map((node, index) => (path.includes(index) ? undefined : node));
}

/** §12.1.1, at the leaf that it says, or at the leftmost blank one. */
export function addLeaf(
  tree: TreeNodes,
  leaf: LeafNode,
  at?: number,
): readonly [TreeNodes, number] {
  let leafIndex = at ?? tree.findIndex((node, index) => index % 2 === 0 && node === undefined) / 2;
  if (leafIndex < 0) leafIndex = leafCountOf(tree);
  let grown = tree;
  while (leafIndex >= leafCountOf(grown)) {
    grown = [...grown, ...blanks(grown.length + 1)];
  }
  const path = directPathOf(grown, 2 * leafIndex);
  const added = grown.map((node, index) => {
    if (index === 2 * leafIndex) return leaf;
    if (!path.includes(index) || !node || !('unmergedLeaves' in node)) return node;
    const unmergedLeaves = [...node.unmergedLeaves, leafIndex].sort((a, b) => a - b);
    return { ...node, unmergedLeaves };
  });
  return [added, leafIndex];
}

/** §12.1.3; of a leaf that is not there, nothing. */
export function removeLeaf(tree: TreeNodes, leafIndex: number): TreeNodes {
  if (leafIndex >= leafCountOf(tree)) return tree;
  return truncate(withNode(blankPath(tree, leafIndex), 2 * leafIndex, undefined));
}

function truncate(tree: TreeNodes): TreeNodes {
  const root = rootOf(tree);
  if (root === 0) return tree;
  const isRightBlank = tree.slice(root + 1).every((node) => node === undefined);
  return isRightBlank ? truncate(tree.slice(0, root)) : tree;
}

/** §12.1.2. */
export function updateLeaf(tree: TreeNodes, leafIndex: number, leaf: LeafNode): TreeNodes {
  return withNode(blankPath(tree, leafIndex), 2 * leafIndex, leaf);
}

/** §7.8. */
export async function treeHash(
  suite: Suite,
  tree: TreeNodes,
  index: number = rootOf(tree),
): Promise<Uint8Array> {
  const node = tree[index];
  const writer = new Writer();
  if (levelOf(index) === 0) {
    writer
      .u8(1)
      .u32(index / 2)
      .present(node !== undefined);
    if (node && 'encoded' in node) writer.fixed(node.encoded);
  } else {
    writer.u8(2).present(node !== undefined);
    if (node && 'unmergedLeaves' in node) writeParentNode(writer, node);
    writer.opaque(await treeHash(suite, tree, leftOf(index)));
    writer.opaque(await treeHash(suite, tree, rightOf(index)));
  }
  return suite.hash(writer.finish());
}

/** §7.9: the parent hash of `index` with copath child `copath`. */
export async function parentHash(
  suite: Suite,
  tree: TreeNodes,
  index: number,
  copath: number,
): Promise<Uint8Array> {
  const parent = parentAt(tree, index);
  if (parent === undefined) throw new Error(`node ${index} is blank`);
  const original = withoutLeaves(tree, parent.unmergedLeaves);
  const writer = new Writer().opaque(parent.encryptionKey).opaque(parent.parentHash);
  return suite.hash(writer.opaque(await treeHash(suite, original, copath)).finish());
}

function withoutLeaves(tree: TreeNodes, leaves: readonly number[]): TreeNodes {
  return tree.map((node, index) => {
    if (index % 2 === 0 && leaves.includes(index / 2)) return undefined;
    if (!node || !('unmergedLeaves' in node)) return node;
    const unmergedLeaves = node.unmergedLeaves.filter((leaf) => !leaves.includes(leaf));
    return { ...node, unmergedLeaves };
  });
}

/** The lowest node above both leaves. */
export function commonAncestor(tree: TreeNodes, a: number, b: number): number {
  const ancestors = directPathOf(tree, 2 * b);
  const common = directPathOf(tree, 2 * a).find((index) => ancestors.includes(index));
  if (common === undefined) throw new Error('one leaf has no common ancestor with itself');
  return common;
}
