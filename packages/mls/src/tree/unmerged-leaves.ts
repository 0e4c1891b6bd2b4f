import { MlsError } from '../mls-error.ts';
import type { RatchetTree } from './ratchet-tree.ts';
import { leafOf, parentOf } from './ratchet-tree.ts';
import { isLeafBelow, parentIndexOf } from './tree-math.ts';

/**
 * RFC 9420 §7.1 and §12.4.3.1: unmerged leaves ascend, are members below their node, and are listed by every node between
 * that is not blank.
 *
 * @throws MLS_UNMERGED_LEAVES
 */
export function checkUnmergedLeaves(tree: RatchetTree): void {
  for (let node = 1; node < tree.nodes.length; node += 2) {
    const unmerged = parentOf(tree, node)?.unmergedLeaves;
    if (unmerged === undefined) continue;
    let previous = -1;
    for (const leafIndex of unmerged) {
      // In that order: what follows counts on a leaf below the node.
      if (leafIndex <= previous || !isBelow(tree, leafIndex, node)) throw refused();
      if (leafOf(tree, leafIndex) === undefined || !isListedBetween(tree, leafIndex, node)) {
        throw refused();
      }
      previous = leafIndex;
    }
  }
}

function isBelow(tree: RatchetTree, leafIndex: number, node: number): boolean {
  return leafIndex < tree.leafCount && isLeafBelow(leafIndex, node);
}

function isListedBetween(tree: RatchetTree, leafIndex: number, node: number): boolean {
  for (let above = parentIndexOf(2 * leafIndex); above !== node; above = parentIndexOf(above)) {
    const unmerged = parentOf(tree, above)?.unmergedLeaves;
    if (unmerged !== undefined && unmerged[countBelow(unmerged, leafIndex)] !== leafIndex)
      return false;
  }
  return true;
}

/** How many of ascending `leaves` are below `leafIndex`. */
export function countBelow(leaves: readonly number[], leafIndex: number): number {
  let low = 0;
  let high = leaves.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (leaves[middle]! < leafIndex) low = middle + 1;
    else high = middle;
  }
  return low;
}

function refused(): MlsError {
  return new MlsError(
    'MLS_UNMERGED_LEAVES',
    'The unmerged leaves of a node are not what they can be.',
  );
}
