/**
 * RFC 9420 Appendix C: a full tree in an array. Node indices; leaf `n` is node `2 * n`. `leafCount` is a power of two. Nothing
 * is checked: a leaf has no children, the root no parent and no sibling.
 */

/** 0 for leaves. */
export function levelOf(node: number): number {
  return 31 - Math.clz32(~node & (node + 1));
}

export function rootOf(leafCount: number): number {
  return leafCount - 1;
}

export function leftOf(node: number): number {
  return node ^ (1 << (levelOf(node) - 1));
}

export function rightOf(node: number): number {
  return node ^ (3 << (levelOf(node) - 1));
}

export function parentIndexOf(node: number): number {
  const level = levelOf(node);
  return (node | (1 << level)) & ~(1 << (level + 1));
}

export function siblingOf(node: number): number {
  return node ^ (1 << (levelOf(node) + 1));
}

/** Leaf index of the leftmost leaf below a node, or of the leaf itself. */
export function firstLeafBelow(node: number): number {
  const level = levelOf(node);
  return (node >> (level + 1)) << level;
}

/** Leaf index behind the rightmost leaf below a node. */
export function endOfLeavesBelow(node: number): number {
  return firstLeafBelow(node) + (1 << levelOf(node));
}

export function isLeafBelow(leafIndex: number, node: number): boolean {
  return leafIndex >> levelOf(node) === node >> (levelOf(node) + 1);
}

/** The lowest node above two different leaves. */
export function commonAncestorOf(leafIndex: number, otherLeafIndex: number): number {
  const level = 32 - Math.clz32(leafIndex ^ otherLeafIndex);
  return ((leafIndex >> level) << (level + 1)) | ((1 << level) - 1);
}

/** The fewest leaves of a full tree that has a place for `leafIndex`. */
export function leafCountFor(leafIndex: number): number {
  return leafIndex === 0 ? 1 : 1 << (32 - Math.clz32(leafIndex));
}
