import { expect } from 'vitest';
import type { Suite } from '../../src/suite/suite.ts';
import { TreeEdit } from '../../src/tree/edit.ts';
import { verifyLeafSignature } from '../../src/tree/leaf-node.ts';
import { verifyParentHashes } from '../../src/tree/parent-hash.ts';
import { derivePathKeys } from '../../src/tree/path-secrets.ts';
import type { PrivateKeys } from '../../src/tree/private-keys.ts';
import type { RatchetTree } from '../../src/tree/ratchet-tree.ts';
import {
  encodeRatchetTree,
  leafOf,
  members,
  parseRatchetTree,
} from '../../src/tree/ratchet-tree.ts';
import { resolution } from '../../src/tree/resolution.ts';
import { nodeHash, treeHash } from '../../src/tree/tree-hash.ts';
import {
  commonAncestorOf,
  leftOf,
  levelOf,
  parentIndexOf,
  rightOf,
  rootOf,
  siblingOf,
} from '../../src/tree/tree-math.ts';
import { createUpdatePath, processUpdatePath } from '../../src/tree/update-path.ts';
import { validateTree } from '../../src/tree/validate-tree.ts';
import { readUpdatePath } from '../../src/wire/commit.ts';
import { encodeGroupContext } from '../../src/wire/group-context.ts';
import { readProposal } from '../../src/wire/proposal.ts';
import { readRatchetTree } from '../../src/wire/ratchet-tree.ts';
import { readWhole } from '../../src/wire/reader.ts';
import type { Hex } from '../vectors.ts';
import { fromHex, toHex } from '../vectors.ts';

type Optional = number | null;

export interface TreeMathVector {
  readonly n_leaves: number;
  readonly n_nodes: number;
  readonly root: number;
  readonly left: readonly Optional[];
  readonly right: readonly Optional[];
  readonly parent: readonly Optional[];
  readonly sibling: readonly Optional[];
}

export function checkTreeMath(vector: TreeMathVector): void {
  const { n_leaves: leafCount, root } = vector;
  expect(2 * leafCount - 1).toBe(vector.n_nodes);
  expect(rootOf(leafCount)).toBe(root);
  for (let node = 0; node < vector.n_nodes; node += 1) {
    const isLeaf = levelOf(node) === 0;
    expect(isLeaf ? null : leftOf(node)).toBe(vector.left[node]);
    expect(isLeaf ? null : rightOf(node)).toBe(vector.right[node]);
    expect(node === root ? null : parentIndexOf(node)).toBe(vector.parent[node]);
    expect(node === root ? null : siblingOf(node)).toBe(vector.sibling[node]);
  }
}

export interface TreeOperationsVector {
  readonly cipher_suite: number;
  readonly tree_before: Hex;
  readonly proposal: Hex;
  readonly proposal_sender: number;
  readonly tree_hash_before: Hex;
  readonly tree_after: Hex;
  readonly tree_hash_after: Hex;
}

export async function checkTreeOperations(
  suite: Suite,
  vector: TreeOperationsVector,
): Promise<void> {
  const before = parseTree(vector.tree_before);
  expect(toHex(await treeHash(suite, before))).toBe(vector.tree_hash_before);
  const edit = new TreeEdit(before);
  const proposal = readWhole(fromHex(vector.proposal), readProposal);
  if (proposal.proposalType === 'add') edit.add(proposal.keyPackage.leafNode);
  else if (proposal.proposalType === 'update')
    edit.update(vector.proposal_sender, proposal.leafNode);
  else if (proposal.proposalType === 'remove') edit.remove(proposal.removed);
  else throw new Error('The vector has another proposal.');
  const after = edit.finish();
  expect(toHex(encodeRatchetTree(after))).toBe(vector.tree_after);
  expect(toHex(await treeHash(suite, after))).toBe(vector.tree_hash_after);
  expect(toHex(encodeRatchetTree(before))).toBe(vector.tree_before);
}

export interface TreeValidationVector {
  readonly cipher_suite: number;
  readonly tree: Hex;
  readonly group_id: Hex;
  readonly tree_hashes: readonly Hex[];
  readonly resolutions: readonly (readonly number[])[];
}

export async function checkTreeValidation(
  suite: Suite,
  vector: TreeValidationVector,
): Promise<void> {
  const tree = parseTree(vector.tree);
  for (const [node, expected] of vector.resolutions.entries()) {
    expect(resolution(tree, node)).toEqual(expected);
    expect(toHex(await nodeHash(suite, tree, node))).toBe(vector.tree_hashes[node]);
  }
  const groupId = fromHex(vector.group_id);
  await validateTree(suite, parseTree(vector.tree), {
    treeHash: await treeHash(suite, tree),
    groupId,
    extensions: [],
  });
  expect(toHex(encodeRatchetTree(tree))).toBe(vector.tree);
}

export interface TreeKemVector {
  readonly cipher_suite: number;
  readonly group_id: Hex;
  readonly epoch: number;
  readonly confirmed_transcript_hash: Hex;
  readonly ratchet_tree: Hex;
  readonly leaves_private: readonly LeafPrivate[];
  readonly update_paths: readonly {
    readonly sender: number;
    readonly update_path: Hex;
    readonly path_secrets: readonly (Hex | null)[];
    readonly commit_secret: Hex;
    readonly tree_hash_after: Hex;
  }[];
}

interface LeafPrivate {
  readonly index: number;
  readonly encryption_priv: Hex;
  readonly signature_priv: Hex;
  readonly path_secrets: readonly { readonly node: number; readonly path_secret: Hex }[];
}

/** `depth` says whether every member takes every path, or the first and the last of them. */
export async function checkTreeKem(
  suite: Suite,
  vector: TreeKemVector,
  depth: 'every member' | 'two members',
): Promise<void> {
  const tree = parseTree(vector.ratchet_tree);
  await verifyParentHashes(suite, tree);
  const groupId = fromHex(vector.group_id);
  const encodeContext = (hash: Uint8Array): Uint8Array =>
    encodeGroupContext({
      version: 1,
      cipherSuite: vector.cipher_suite,
      groupId,
      epoch: BigInt(vector.epoch),
      treeHash: hash,
      confirmedTranscriptHash: fromHex(vector.confirmed_transcript_hash),
      extensions: [],
    });
  const newLeaves = new Set<number>();
  const receivers = await Promise.all(
    vector.leaves_private.map((leaf) => privateKeysOf(suite, tree, leaf)),
  );

  for (const { sender, update_path, path_secrets, ...expected } of vector.update_paths) {
    const path = readWhole(fromHex(update_path), readUpdatePath);
    await verifyLeafSignature(suite, path.leafNode, groupId, sender);
    const able = receivers.filter(({ leafIndex }) => typeof path_secrets[leafIndex] === 'string');
    for (const keys of depth === 'every member' ? able : [able.at(0)!, able.at(-1)!]) {
      const pathSecret = path_secrets[keys.leafIndex]!;
      const edit = new TreeEdit(tree);
      const taken = await processUpdatePath(suite, edit, {
        sender,
        path,
        keys,
        newLeaves,
        encodeContext,
      });
      expect(toHex(taken.commitSecret)).toBe(expected.commit_secret);
      expect(toHex(await treeHash(suite, edit.finish()))).toBe(expected.tree_hash_after);
      const { keyPairs } = await derivePathKeys(suite, fromHex(pathSecret), 1);
      const ancestor = commonAncestorOf(sender, keys.leafIndex);
      expect(taken.keys.keys.get(ancestor)).toEqual(keyPairs[0]!.privateKey);
    }
  }

  // Paths of our own, which the other members open.
  for (const [index, leaf] of vector.leaves_private.entries()) {
    if (index > (depth === 'every member' ? 1 : 0)) break;
    const { capabilities, credential, extensions, signatureKey } = leafOf(tree, leaf.index)!;
    const edit = new TreeEdit(tree);
    const made = await createUpdatePath(suite, edit, {
      leafIndex: leaf.index,
      leafContent: { capabilities, credential, extensions, signatureKey },
      signaturePrivateKey: fromHex(leaf.signature_priv),
      groupId,
      keys: receivers[index]!,
      newLeaves,
      encodeContext,
    });
    const hash = await treeHash(suite, edit.finish());
    await verifyParentHashes(suite, edit.tree);
    await verifyLeafSignature(suite, made.path.leafNode, groupId, leaf.index);
    for (const keys of receivers) {
      if (keys.leafIndex === leaf.index) continue;
      const received = new TreeEdit(tree);
      const input = { sender: leaf.index, path: made.path, keys, newLeaves, encodeContext };
      const taken = await processUpdatePath(suite, received, input);
      expect(taken.commitSecret).toEqual(made.commitSecret);
      expect(await treeHash(suite, received.finish())).toEqual(hash);
    }
  }
  expect(members(tree).length).toBe(vector.leaves_private.length);
}

async function privateKeysOf(
  suite: Suite,
  tree: RatchetTree,
  leaf: LeafPrivate,
): Promise<PrivateKeys> {
  const keys = new Map([[2 * leaf.index, fromHex(leaf.encryption_priv)]]);
  for (const { node, path_secret } of leaf.path_secrets) {
    const { keyPairs } = await derivePathKeys(suite, fromHex(path_secret), 1);
    const { publicKey, privateKey } = keyPairs[0]!;
    expect(publicKey).toEqual(tree.nodes[node]!.encryptionKey);
    keys.set(node, privateKey);
  }
  return { leafIndex: leaf.index, keys };
}

function parseTree(hex: Hex): RatchetTree {
  return parseRatchetTree(readWhole(fromHex(hex), readRatchetTree), 1_024);
}
