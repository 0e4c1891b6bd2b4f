import { MlsError } from '../mls-error.ts';
import type { LeafNode } from './leaf-node.ts';
import { readLeafNode } from './leaf-node.ts';
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

/** RFC 9420 §7.1. */
export interface ParentNode {
  /** HPKE public key. */
  readonly encryptionKey: Uint8Array;
  readonly parentHash: Uint8Array;
  /** Leaf indices, ascending. */
  readonly unmergedLeaves: readonly number[];
}

/** A node by its index in the array representation (RFC 9420 Appendix C): even ones are leaves. `undefined` is a blank. */
export type TreeNodes = readonly (LeafNode | ParentNode | undefined)[];

/**
 * RFC 9420 §12.4.3.3: `optional<Node> ratchet_tree<V>`, trailing blanks left out. Gives the nodes as they came, so an odd
 * number with a node at the end.
 *
 * @throws MLS_MALFORMED, MLS_TREE_TRAILING_BLANK, MLS_TREE_NODE_KIND
 */
export function readRatchetTree(reader: Reader): TreeNodes {
  const inner = reader.vector();
  const nodes: (LeafNode | ParentNode | undefined)[] = [];
  while (inner.more) {
    nodes.push(inner.present() ? readNode(inner, nodes.length) : undefined);
  }
  if (nodes.length === 0) throw new MlsError('MLS_MALFORMED', 'A ratchet tree is empty.');
  if (nodes.at(-1) === undefined) {
    throw new MlsError('MLS_TREE_TRAILING_BLANK', 'A ratchet tree ends with a blank node.');
  }
  return nodes;
}

function readNode(reader: Reader, index: number): LeafNode | ParentNode {
  const isLeaf = index % 2 === 0;
  const type = reader.u8();
  if (type !== (isLeaf ? 1 : 2)) {
    throw new MlsError(
      'MLS_TREE_NODE_KIND',
      'A ratchet tree has a node of the wrong kind in a place.',
    );
  }
  return isLeaf ? readLeafNode(reader) : readParentNode(reader);
}

export function readParentNode(reader: Reader): ParentNode {
  const encryptionKey = reader.opaque();
  const parentHash = reader.opaque();
  const inner = reader.vector();
  const unmergedLeaves: number[] = [];
  while (inner.more) unmergedLeaves.push(inner.u32());
  return { encryptionKey, parentHash, unmergedLeaves };
}

export function writeParentNode(writer: Writer, node: ParentNode): void {
  writer.opaque(node.encryptionKey).opaque(node.parentHash);
  writer.varint(4 * node.unmergedLeaves.length);
  for (const leaf of node.unmergedLeaves) writer.u32(leaf);
}

/** Trailing blanks are left out. */
export function writeRatchetTree(writer: Writer, nodes: TreeNodes): void {
  let end = nodes.length;
  while (end > 0 && nodes[end - 1] === undefined) end -= 1;
  const start = writer.open();
  for (let index = 0; index < end; index += 1) {
    const node = nodes[index];
    writer.present(node !== undefined);
    if (node === undefined) continue;
    if ('encoded' in node) writer.u8(1).fixed(node.encoded);
    else writeParentNode(writer.u8(2), node);
  }
  writer.close(start);
}
