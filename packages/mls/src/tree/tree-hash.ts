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
      const made = await hashAll(suite, tree, batch);
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

/** Hashes of nodes whose children's hashes are known. Their inputs share one piece of memory. */
function hashAll(suite: Suite, tree: RatchetTree, batch: readonly number[]): Promise<Uint8Array[]> {
  let expected = 0;
  for (const node of batch) expected += inputBytes(suite, tree.nodes[node]);
  const writer = new Writer(expected);
  const ends: number[] = [];
  for (const node of batch) {
    writeHashInput(writer, tree, node);
    ends.push(writer.length);
  }
  const inputs = writer.finish();
  const pending: Promise<Uint8Array>[] = [];
  let start = 0;
  for (const end of ends) {
    pending.push(suite.hash(inputs.subarray(start, end)));
    start = end;
  }
  return Promise.all(pending);
}

/** TreeHashInput of a node whose children's hashes are known. */
function writeHashInput(writer: Writer, tree: RatchetTree, node: number): void {
  if ((node & 1) === 0) {
    writeLeafHashInput(writer, node >> 1, leafOf(tree, node >> 1));
    return;
  }
  const { hashes } = tree.cache;
  writeParentHashInput(writer, parentOf(tree, node), hashes[leftOf(node)]!, hashes[rightOf(node)]!);
}

/** TreeHashInput with LeafNodeHashInput. */
export function writeLeafHashInput(
  writer: Writer,
  leafIndex: number,
  leafNode: LeafNode | undefined,
): void {
  writer
    .u8(1)
    .u32(leafIndex)
    .present(leafNode !== undefined);
  if (leafNode !== undefined) writer.fixed(leafNode.encoded);
}

/** TreeHashInput with ParentNodeHashInput. */
export function writeParentHashInput(
  writer: Writer,
  parentNode: ParentNode | undefined,
  leftHash: Uint8Array,
  rightHash: Uint8Array,
): void {
  writer.u8(2).present(parentNode !== undefined);
  if (parentNode !== undefined) writeParentNode(writer, parentNode);
  writer.opaque(leftHash).opaque(rightHash);
}

/** No fewer than the TreeHashInput of a node has. */
function inputBytes(suite: Suite, content: LeafNode | ParentNode | undefined): number {
  const fixed = 8 + 2 * suite.hashBytes;
  if (content === undefined) return fixed;
  if ('encoded' in content) return fixed + content.encoded.length;
  const { encryptionKey, parentHash, unmergedLeaves } = content;
  return fixed + 12 + encryptionKey.length + parentHash.length + 4 * unmergedLeaves.length;
}
