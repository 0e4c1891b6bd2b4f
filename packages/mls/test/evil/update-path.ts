import type { KeyPair } from '../../src/suite/suite.ts';
import type { HpkeCiphertext, UpdatePath, UpdatePathNode } from '../../src/wire/commit.ts';
import type { GroupContext } from '../../src/wire/group-context.ts';
import { encodeGroupContext } from '../../src/wire/group-context.ts';
import type { LeafNode, LeafNodeContent } from '../../src/wire/leaf-node.ts';
import type { TreeNodes } from '../../src/wire/ratchet-tree.ts';
import type { LeafPlace } from './person.ts';
import { newHpkeKey, signLeaf } from './person.ts';
import {
  blankPath,
  filteredPathOf,
  parentAt,
  parentHash,
  resolutionOf,
  treeHash,
  withNode,
} from './tree.ts';
import type { World } from './world.ts';

/** What a path does otherwise than §§7.4 to 7.6 say; everything that follows from it is right again. */
export interface PathChanges {
  readonly leaf?: (content: LeafNodeContent) => LeafNodeContent;
  /** Private signature key of the new leaf. */
  readonly leafSignatureKey?: Uint8Array;
  /** HPKE private key of the new leaf. */
  readonly leafKey?: Uint8Array;
  /** What the leaf's signature says of its place. */
  readonly place?: LeafPlace | 'none';
  readonly signedLeaf?: (leaf: LeafNode) => LeafNode;
  /** Key pair of the node at this height of the filtered path, instead of the derived one. */
  readonly nodeKey?: (height: number, derived: KeyPair) => KeyPair;
  /** Path secret that is encrypted below this height, instead of the one that the node's key follows from. */
  readonly toldSecret?: (height: number, secret: Uint8Array) => Uint8Array;
  /** Public keys to which a path secret is encrypted. */
  readonly recipients?: (height: number, keys: readonly Uint8Array[]) => readonly Uint8Array[];
  readonly nodes?: (nodes: readonly UpdatePathNode[]) => readonly UpdatePathNode[];
  /** The group context under which path secrets are encrypted. */
  readonly provisional?: (context: GroupContext) => GroupContext;
  /** The tree after the path was merged. */
  readonly merged?: (tree: TreeNodes) => TreeNodes;
  /** Node of the path above the leaf, that the committer does not have to know. */
  readonly parentHash?: (hash: Uint8Array) => Uint8Array;
}

export interface MadePath {
  readonly path: UpdatePath;
  readonly tree: TreeNodes;
  readonly commitSecret: Uint8Array;
  /** By node index. */
  readonly pathSecrets: ReadonlyMap<number, Uint8Array>;
  readonly nodeKeys: ReadonlyMap<number, Uint8Array>;
}

/** A path from the leaf, for a tree to which the proposals are applied. `added` are leaves of the same commit. */
export async function makePath(
  world: World,
  proposed: TreeNodes,
  leafIndex: number,
  old: LeafNodeContent,
  context: GroupContext,
  added: readonly number[],
  signatureKey: Uint8Array,
  changes: PathChanges,
): Promise<MadePath> {
  const { suite } = world;
  const filtered = filteredPathOf(proposed, leafIndex);
  const leafKey = changes.leafKey ?? (await newHpkeKey(suite));
  const nodeKeys = new Map([[2 * leafIndex, leafKey]]);
  const pathSecrets = new Map<number, Uint8Array>();
  let secret = suite.random(suite.hashBytes);
  let tree = blankPath(proposed, leafIndex);
  for (const [height, { node }] of filtered.entries()) {
    pathSecrets.set(node, secret);
    const derived = await suite.deriveKeyPair(await suite.deriveSecret(secret, 'node'));
    const { privateKey, publicKey } = changes.nodeKey?.(height, derived) ?? derived;
    nodeKeys.set(node, privateKey);
    tree = withNode(tree, node, {
      encryptionKey: publicKey,
      parentHash: new Uint8Array(),
      unmergedLeaves: [],
    });
    secret = await suite.deriveSecret(secret, 'path');
  }
  let above: Uint8Array = new Uint8Array();
  for (const { node, copath } of filtered.toReversed()) {
    tree = withNode(tree, node, { ...parentAt(tree, node)!, parentHash: above });
    above = await parentHash(suite, tree, node, copath);
  }
  const leafSigner = changes.leafSignatureKey ?? signatureKey;
  const content: LeafNodeContent = {
    ...old,
    encryptionKey: await suite.publicKey(leafKey),
    signatureKey: await suite.signaturePublicKey(leafSigner),
    source: { kind: 'commit', parentHash: changes.parentHash?.(above) ?? above },
  };
  const place = changes.place ?? { groupId: world.context.groupId, leafIndex };
  const leaf = await signLeaf(
    suite,
    changes.leaf?.(content) ?? content,
    leafSigner,
    place === 'none' ? undefined : place,
  );
  const leafNode = changes.signedLeaf?.(leaf) ?? leaf;
  tree = withNode(tree, 2 * leafIndex, leafNode);
  tree = changes.merged?.(tree) ?? tree;
  const provisional = { ...context, treeHash: await treeHash(suite, tree) };
  const nodes: UpdatePathNode[] = [];
  for (const [height, { node, copath }] of filtered.entries()) {
    const keys = resolutionOf(proposed, copath)
      .filter((index) => index % 2 === 1 || !added.includes(index / 2))
      .map((index) => proposed[index]!.encryptionKey);
    nodes.push({
      encryptionKey: tree[node]!.encryptionKey,
      encryptedPathSecret: await sealTo(
        world,
        changes.recipients?.(height, keys) ?? keys,
        changes.provisional?.(provisional) ?? provisional,
        changes.toldSecret?.(height, pathSecrets.get(node)!) ?? pathSecrets.get(node)!,
      ),
    });
  }
  return {
    path: { leafNode, nodes: changes.nodes?.(nodes) ?? nodes },
    tree,
    commitSecret: secret,
    pathSecrets,
    nodeKeys,
  };
}

async function sealTo(
  world: World,
  keys: readonly Uint8Array[],
  context: GroupContext,
  secret: Uint8Array,
): Promise<readonly HpkeCiphertext[]> {
  const hpkeContext = await world.suite.hpkeContext('UpdatePathNode', encodeGroupContext(context));
  return Promise.all(
    keys.map(async (key) => {
      const sealed = await world.suite.hpkeSeal(key, hpkeContext, secret);
      if (sealed === undefined) throw new Error('a key in the tree is no key');
      return sealed;
    }),
  );
}
