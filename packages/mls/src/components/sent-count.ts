import type { GroupState } from '../group/state.ts';
import type { SecretNode } from '../secret-tree/secret-tree.ts';

/** How many application messages this member has sent in the current epoch: generations 0 to one less. */
export function sentCount({ secretTree, keys }: Pick<GroupState, 'secretTree' | 'keys'>): number {
  let node: SecretNode = secretTree.root;
  for (let half = secretTree.leafCount / 2; half >= 1; half /= 2) {
    if (node instanceof Uint8Array || !('left' in node)) break;
    node = Math.floor(keys.leafIndex / half) % 2 === 0 ? node.left : node.right;
  }
  return node instanceof Uint8Array || 'left' in node ? 0 : node.application.generation;
}
