import type { Suite } from '../suite/suite.ts';
import type { ParentNode } from '../wire/ratchet-tree.ts';
import { Writer } from '../wire/writer.ts';
import type { RatchetTree } from './ratchet-tree.ts';
import { parentOf } from './ratchet-tree.ts';
import { endOfLeavesBelow, firstLeafBelow, leftOf, rightOf } from './tree-math.ts';
import { nodeHash, writeLeafHashInput, writeParentHashInput } from './tree-hash.ts';
import { countBelow } from './unmerged-leaves.ts';

/**
 * `original_sibling_tree_hash` (RFC 9420 §7.9): the tree hash of a node as if leaves that were added later were not there.
 *
 * A node that is asked for again with as many leaves left out gets the same answer without work. That is sound when
 * the tree has passed `checkUnmergedLeaves`: of two parents above a node, what is unmerged at the upper one is unmerged
 * at the lower one, so that equal numbers are equal sets.
 */
export class OriginalHashes {
  readonly suite: Suite;
  readonly tree: RatchetTree;
  readonly #known = new Map<number, { readonly leftOut: number; readonly hash: Uint8Array }>();

  constructor(suite: Suite, tree: RatchetTree) {
    this.suite = suite;
    this.tree = tree;
  }

  /** `unmerged` ascend. */
  async hash(node: number, unmerged: readonly number[]): Promise<Uint8Array> {
    const from = countBelow(unmerged, firstLeafBelow(node));
    const leftOut = countBelow(unmerged, endOfLeavesBelow(node)) - from;
    if (leftOut === 0) return nodeHash(this.suite, this.tree, node);
    const known = this.#known.get(node);
    if (known?.leftOut === leftOut) return known.hash;
    const hash = await this.#hashWithout(node, unmerged);
    this.#known.set(node, { leftOut, hash });
    return hash;
  }

  async #hashWithout(node: number, unmerged: readonly number[]): Promise<Uint8Array> {
    const writer = new Writer();
    if ((node & 1) === 0) writeLeafHashInput(writer, node >> 1, undefined);
    else {
      const parent = parentOf(this.tree, node);
      const left = await this.hash(leftOf(node), unmerged);
      const right = await this.hash(rightOf(node), unmerged);
      writeParentHashInput(writer, parent && without(parent, unmerged), left, right);
    }
    return this.suite.hash(writer.finish());
  }
}

function without(parent: ParentNode, unmerged: readonly number[]): ParentNode {
  const unmergedLeaves: number[] = [];
  for (const leafIndex of parent.unmergedLeaves) {
    if (unmerged[countBelow(unmerged, leafIndex)] !== leafIndex) unmergedLeaves.push(leafIndex);
  }
  return { ...parent, unmergedLeaves };
}
