import type { Suite } from '../suite/suite.ts';
import type { LeafNode } from '../wire/leaf-node.ts';
import type { ParentNode } from '../wire/ratchet-tree.ts';
import { writeParentNode } from '../wire/ratchet-tree.ts';
import { Writer } from '../wire/writer.ts';
import type { RatchetTree } from './ratchet-tree.ts';
import { leafOf, parentOf } from './ratchet-tree.ts';
import { leftOf, levelOf, rightOf, rootOf } from './tree-math.ts';

// Hashes of one level are asked for together, which matters where each runs on another thread.
const hashesAtOnce = 256;

/** The tree hash of the whole tree (RFC 9420 §7.8). Only what is not known from an earlier tree is hashed. */
export function treeHash(suite: Suite, tree: RatchetTree): Promise<Uint8Array> {
  return nodeHash(suite, tree, rootOf(tree.leafCount));
}

/** The tree hash of one node. */
export async function nodeHash(suite: Suite, tree: RatchetTree, node: number): Promise<Uint8Array> {
  const { hashes } = tree.cache;
  const known = hashes[node];
  if (known !== undefined) return known;
  const levels: number[][] = [];
  collectUnknown(hashes, node, levels);
  for (const unknown of levels) {
    for (let start = 0; start < unknown.length; start += hashesAtOnce) {
      const batch = unknown.slice(start, start + hashesAtOnce);
      const pending: Promise<Uint8Array>[] = [];
      for (const index of batch) pending.push(suite.hash(encodeHashInput(tree, index)));
      const made = await Promise.all(pending);
      for (let index = 0; index < batch.length; index += 1) hashes[batch[index]!] = made[index]!;
    }
  }
  return hashes[node]!;
}

/** Nodes without a hash, by level. Where one has none, its ancestors have none. */
function collectUnknown(
  hashes: readonly (Uint8Array | undefined)[],
  node: number,
  levels: number[][],
): void {
  if (hashes[node] !== undefined) return;
  const level = levelOf(node);
  while (levels.length <= level) levels.push([]);
  levels[level]!.push(node);
  if (level === 0) return;
  collectUnknown(hashes, leftOf(node), levels);
  collectUnknown(hashes, rightOf(node), levels);
}

/** TreeHashInput of a node whose children's hashes are known. */
function encodeHashInput(tree: RatchetTree, node: number): Uint8Array {
  if ((node & 1) === 0) return encodeLeafHashInput(node >> 1, leafOf(tree, node >> 1));
  const { hashes } = tree.cache;
  return encodeParentHashInput(parentOf(tree, node), hashes[leftOf(node)]!, hashes[rightOf(node)]!);
}

/** TreeHashInput with LeafNodeHashInput. */
export function encodeLeafHashInput(leafIndex: number, leafNode: LeafNode | undefined): Uint8Array {
  const writer = new Writer(6 + (leafNode?.encoded.length ?? 0));
  writer
    .u8(1)
    .u32(leafIndex)
    .present(leafNode !== undefined);
  if (leafNode !== undefined) writer.fixed(leafNode.encoded);
  return writer.finish();
}

/** TreeHashInput with ParentNodeHashInput. */
export function encodeParentHashInput(
  parentNode: ParentNode | undefined,
  leftHash: Uint8Array,
  rightHash: Uint8Array,
): Uint8Array {
  const expected = 2 * leftHash.length + 8 + (parentNode === undefined ? 0 : sizeOf(parentNode));
  const writer = new Writer(expected).u8(2).present(parentNode !== undefined);
  if (parentNode !== undefined) writeParentNode(writer, parentNode);
  return writer.opaque(leftHash).opaque(rightHash).finish();
}

function sizeOf(node: ParentNode): number {
  return 12 + node.encryptionKey.length + node.parentHash.length + 4 * node.unmergedLeaves.length;
}
