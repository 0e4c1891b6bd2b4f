import { beforeAll, describe, expect, test } from 'vitest';
import { MlsError } from '../../src/mls-error.ts';
import type { Suite } from '../../src/suite/suite.ts';
import { createSuite } from '../../src/suite/suite.ts';
import { signLeafNode } from '../../src/tree/leaf-node.ts';
import type { RatchetTree } from '../../src/tree/ratchet-tree.ts';
import { encodeRatchetTree, parentOf, parseRatchetTree } from '../../src/tree/ratchet-tree.ts';
import { directPath } from '../../src/tree/resolution.ts';
import { nodeHash, treeHash } from '../../src/tree/tree-hash.ts';
import { validateTree } from '../../src/tree/validate-tree.ts';
import type { ParentNode, TreeNodes } from '../../src/wire/ratchet-tree.ts';
import { readRatchetTree } from '../../src/wire/ratchet-tree.ts';
import { readWhole } from '../../src/wire/reader.ts';
import { Writer } from '../../src/wire/writer.ts';
import { createCrypto } from '../crypto.ts';
import { createClient, groupId, GroupModel, maxLeaves } from './group-model.ts';

let suite: Suite;

beforeAll(async () => {
  suite = createSuite(await createCrypto(), 0x0001)!;
});

/** A suite that counts what is asked of it. */
function counting(): Suite & { readonly asked: { hash: number; verify: number } } {
  const asked = { hash: 0, verify: 0 };
  return {
    ...suite,
    asked,
    hash: (data) => {
      asked.hash += 1;
      return suite.hash(data);
    },
    verify: (...input) => {
      asked.verify += 1;
      return suite.verify(...input);
    },
  };
}

/** Blanks, unmerged leaves, and leaves of all sources. */
async function variedGroup(): Promise<GroupModel> {
  const group = await GroupModel.found(suite);
  await group.commit(0, { add: 8 });
  for (const committer of [2, 4, 8, 6]) await group.commit(committer, {});
  await group.commit(4, { remove: [1, 3, 7] });
  await group.commit(5, { update: [8] });
  await group.addOnly(2);
  return group;
}

async function validate(checked: Suite, tree: RatchetTree): Promise<void> {
  const hash = await treeHash(suite, parseRatchetTree(tree.nodes, maxLeaves));
  await validateTree(checked, tree, { treeHash: hash, groupId, extensions: [] });
}

function withParent(tree: RatchetTree, node: number, change: Partial<ParentNode>): RatchetTree {
  const nodes = [...tree.nodes];
  nodes[node] = { ...parentOf(tree, node)!, ...change };
  return parseRatchetTree(nodes, maxLeaves);
}

describe('a tree from outside', () => {
  test('is refused with any of its bytes changed, although its hash is right', async () => {
    const { tree } = await variedGroup();
    expect(tree.nodes.some((node, index) => index % 2 === 1 && node === undefined)).toBe(true);
    expect(parentOf(tree, 7)?.unmergedLeaves.length).toBeGreaterThan(0);
    const encoded = encodeRatchetTree(tree);
    await validate(suite, parse(encoded));
    for (let at = 0; at < encoded.length; at += 1) {
      const changed = encoded.slice();
      changed[at]! ^= 1 << (at % 8);
      const attempt = async (): Promise<void> => validate(suite, parse(changed));
      await expect(attempt(), `byte ${at}`).rejects.toThrow(MlsError);
    }
  });

  test('is refused without a single hash or signature when unmerged leaves are impossible', async () => {
    const { tree: valid } = await variedGroup();
    for (const unmergedLeaves of [[1, 0], [0, 0], [8_191], [4_294_967_295], [9, 10, 11, 12], [0]]) {
      const counted = counting();
      const tree = withParent(valid, 7, { unmergedLeaves });
      const refusal = expect.objectContaining({ code: 'MLS_UNMERGED_LEAVES' });
      await expect(validate(counted, tree), String(unmergedLeaves)).rejects.toThrow(refusal);
      expect(counted.asked).toEqual({ hash: 0, verify: 0 });
    }
  });

  test('is refused with a hash at its root for a parent that is not there, whoever signs for it', async () => {
    const [insider, other] = [await createClient(suite), await createClient(suite)];
    async function treeWith(rootsParentHash: Uint8Array): Promise<RatchetTree> {
      const root = { ...(await newParent()), parentHash: rootsParentHash };
      const before = parseRatchetTree([insider.leafNode, root, other.leafNode], maxLeaves);
      const input = new Writer().opaque(root.encryptionKey).opaque(root.parentHash);
      const parentHash = await suite.hash(input.opaque(await nodeHash(suite, before, 2)).finish());
      const { signaturePrivateKey, leafNode } = insider;
      const content = { ...leafNode, source: { kind: 'commit', parentHash } } as const;
      const leaf = await signLeafNode(suite, content, signaturePrivateKey, groupId, 0);
      return parseRatchetTree([leaf, root, other.leafNode], maxLeaves);
    }
    await validate(suite, await treeWith(new Uint8Array(0)));
    const refusal = expect.objectContaining({ code: 'MLS_PARENT_HASH' });
    await expect(validate(suite, await treeWith(suite.random(32)))).rejects.toThrow(refusal);
  });

  test('is refused when a leaf that came later is passed off as one that was there', async () => {
    const { tree: valid } = await variedGroup();
    const refusal = expect.objectContaining({ code: 'MLS_PARENT_HASH' });
    let attempts = 0;
    for (let node = 1; node < valid.nodes.length; node += 2) {
      for (const leafIndex of parentOf(valid, node)?.unmergedLeaves ?? []) {
        // Consistently: at this node and at all above it.
        const path = directPath(valid.leafCount, leafIndex);
        const upwards = path.slice(path.indexOf(node));
        const nodes = valid.nodes.map((content, index): TreeNodes[number] => {
          if (!upwards.includes(index) || content === undefined || !('unmergedLeaves' in content))
            return content;
          const unmergedLeaves = content.unmergedLeaves.filter((leaf) => leaf !== leafIndex);
          return { ...content, unmergedLeaves };
        });
        const tree = parseRatchetTree(nodes, maxLeaves);
        await expect(validate(suite, tree), `leaf ${leafIndex} at ${node}`).rejects.toThrow(
          refusal,
        );
        attempts += 1;
      }
    }
    expect(attempts).toBeGreaterThan(2);
  });

  test('is taken when leaves came at different times for different parents', async () => {
    const group = await GroupModel.found(suite);
    await group.addOnly(15);
    await group.commit(4, { remove: [0, 1] });
    await group.addOnly(1);
    await group.commit(8, {});
    await group.addOnly(1);
    expect(parentOf(group.tree, 7)?.unmergedLeaves).toEqual([0, 1]);
    expect(parentOf(group.tree, 15)?.unmergedLeaves).toEqual([1]);
    await validate(suite, parseRatchetTree(group.tree.nodes, maxLeaves));
  });

  test('is refused before its signatures are checked when anything cheaper is wrong', async () => {
    const counted = counting();
    const { tree: valid } = await variedGroup();
    const tree = withParent(valid, 7, { encryptionKey: suite.random(32) });
    const refusal = expect.objectContaining({ code: 'MLS_PARENT_HASH' });
    await expect(validate(counted, tree)).rejects.toThrow(refusal);
    expect(counted.asked.verify).toBe(0);
  });

  test('is refused when it is larger than allowed, before it is filled up', () => {
    const nodes: TreeNodes = Array.from({ length: 2 * maxLeaves + 1 }, () => undefined);
    const refusal = expect.objectContaining({ code: 'MLS_TREE_TOO_LARGE' });
    expect(() => parseRatchetTree(nodes, maxLeaves)).toThrow(refusal);
    expect(parseRatchetTree(nodes.slice(2), maxLeaves).leafCount).toBe(maxLeaves);
  });

  test('of nothing but blanks costs one hash a node', async () => {
    const { leafNode } = await createClient(suite);
    const nodes: TreeNodes = [
      ...Array.from({ length: 2 * maxLeaves - 2 }, () => undefined),
      leafNode,
    ];
    const counted = counting();
    const tree = parseRatchetTree(nodes, maxLeaves);
    await validate(counted, tree);
    expect(counted.asked).toEqual({ hash: 2 * maxLeaves - 1, verify: 1 });
  });

  test('whose every parent has leaves that came later costs a few hashes a node', async () => {
    const group = await GroupModel.found(suite);
    await group.addOnly(31);
    for (let leaf = 0; leaf < 32; leaf += 2) await group.commit(leaf, {});
    const odd = Array.from({ length: 16 }, (_, index) => 2 * index + 1);
    await group.commit(0, { remove: odd });
    for (let leaf = 0; leaf < 32; leaf += 4) await group.commit(leaf, {});
    await group.addOnly(16);
    expect(parentOf(group.tree, 31)?.unmergedLeaves).toEqual(odd);
    const counted = counting();
    await validate(counted, parseRatchetTree(group.tree.nodes, maxLeaves));
    // 63 tree hashes; 15 parents, each with two candidates, and the trees below their siblings as they were.
    expect(counted.asked.hash).toBeLessThan(63 * 4);
    expect(counted.asked.verify).toBe(32);
  });
});

describe('a tree that comes from another', () => {
  test('is hashed again only where it changed', async () => {
    const group = await GroupModel.found(suite);
    await group.addOnly(31);
    await group.commit(0, {});
    const counted = counting();
    await treeHash(counted, group.tree);
    expect(counted.asked.hash).toBe(0);
    await group.commit(9, {});
    const fresh = parseRatchetTree(group.tree.nodes, maxLeaves);
    expect(await treeHash(counted, fresh)).toEqual(await treeHash(suite, group.tree));
    expect(counted.asked.hash).toBe(63);
  });
});

async function newParent(): Promise<ParentNode> {
  const { publicKey } = await suite.deriveKeyPair(suite.random(32));
  return { encryptionKey: publicKey, parentHash: new Uint8Array(0), unmergedLeaves: [] };
}

function parse(encoded: Uint8Array): RatchetTree {
  return parseRatchetTree(readWhole(encoded, readRatchetTree), maxLeaves);
}
