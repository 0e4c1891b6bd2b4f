import { beforeAll, describe, expect, test } from 'vitest';
import type { Suite } from '../../src/suite/suite.ts';
import { createSuite } from '../../src/suite/suite.ts';
import { TreeEdit } from '../../src/tree/edit.ts';
import { leafOf, parentOf } from '../../src/tree/ratchet-tree.ts';
import { filteredDirectPath, resolution } from '../../src/tree/resolution.ts';
import type { CreatedPath, ProcessedPath } from '../../src/tree/update-path.ts';
import { createUpdatePath, joinPath, processUpdatePath } from '../../src/tree/update-path.ts';
import type { UpdatePath } from '../../src/wire/commit.ts';
import { createCrypto } from '../crypto.ts';
import { createClient, groupId, GroupModel, leafContent } from './group-model.ts';

let suite: Suite;

beforeAll(async () => {
  suite = createSuite(await createCrypto(), 0x0001)!;
});

const newLeaves: ReadonlySet<number> = new Set();
const encodeContext = (treeHash: Uint8Array): Uint8Array => treeHash;

async function pathOf(
  group: GroupModel,
  leafIndex: number,
): Promise<CreatedPath & { readonly edit: TreeEdit }> {
  const edit = new TreeEdit(group.tree);
  const { keys, signaturePrivateKey } = group.members.get(leafIndex)!;
  const made = await createUpdatePath(suite, edit, {
    leafIndex,
    leafContent: leafContent(suite, leafOf(group.tree, leafIndex)!.signatureKey),
    signaturePrivateKey,
    groupId,
    keys,
    newLeaves,
    encodeContext,
  });
  return { ...made, edit };
}

function take(
  group: GroupModel,
  receiver: number,
  sender: number,
  path: UpdatePath,
): Promise<ProcessedPath> {
  const { keys } = group.members.get(receiver)!;
  const edit = new TreeEdit(group.tree);
  return processUpdatePath(suite, edit, { sender, path, keys, newLeaves, encodeContext });
}

/** Five members in a tree of eight, all parents of the filtered direct paths set. */
async function fiveMembers(): Promise<GroupModel> {
  const group = await GroupModel.found(suite);
  await group.commit(0, { add: 4 });
  await group.commit(2, {});
  return group;
}

/** The path with one node of it changed. */
function withNode(
  path: UpdatePath,
  at: number,
  change: Partial<UpdatePath['nodes'][number]>,
): UpdatePath {
  return {
    ...path,
    nodes: path.nodes.map((node, index) => (index === at ? { ...node, ...change } : node)),
  };
}

describe('a commit secret', () => {
  test('is the secret after the last of the filtered direct path, however much of the tree is blank', async () => {
    const group = await GroupModel.found(suite);
    await group.commit(0, { add: 16 });
    await group.commit(16, { remove: [...Array(15).keys()] });
    expect(filteredDirectPath(group.tree, 15)).toEqual([{ node: 31, copathChild: 47 }]);
    for (const [sender, receiver] of [
      [15, 16],
      [16, 15],
    ] as const) {
      const { path, pathSecrets, commitSecret } = await pathOf(group, sender);
      expect(path.nodes.length).toBe(1);
      expect(commitSecret).toEqual(await suite.deriveSecret(pathSecrets.get(31)!, 'path'));
      expect((await take(group, receiver, sender, path)).commitSecret).toEqual(commitSecret);
    }
  });

  test('is a fresh one for a member alone', async () => {
    const group = await GroupModel.found(suite);
    const [one, other] = [await pathOf(group, 0), await pathOf(group, 0)];
    expect(one.path.nodes).toEqual([]);
    expect(one.commitSecret.length).toBe(suite.hashBytes);
    expect(one.commitSecret).not.toEqual(other.commitSecret);
  });
});

describe('an update path', () => {
  test('is refused with a public key that its secret does not lead to, at whatever node above us', async () => {
    const group = await fiveMembers();
    const { path } = await pathOf(group, 0);
    // Node by node a path that is consistent in itself, but for the one key that was put in.
    for (const at of path.nodes.keys()) {
      const forged = await forgedPath(group, 0, at);
      const refusal = expect.objectContaining({ code: 'MLS_PATH_KEY_MISMATCH' });
      await expect(take(group, 1, 0, forged), `node ${at}`).rejects.toThrow(refusal);
    }
  });

  test('is refused with another number of nodes or ciphertexts than the tree asks for', async () => {
    const group = await fiveMembers();
    const { path } = await pathOf(group, 0);
    const [first] = path.nodes;
    const wrongLength = expect.objectContaining({ code: 'MLS_PATH_LENGTH' });
    for (const nodes of [[], path.nodes.slice(1), [...path.nodes, first!]]) {
      await expect(take(group, 1, 0, { ...path, nodes })).rejects.toThrow(wrongLength);
    }
    const wrongCount = expect.objectContaining({ code: 'MLS_PATH_CIPHERTEXTS' });
    for (const at of path.nodes.keys()) {
      const { encryptedPathSecret } = path.nodes[at]!;
      for (const count of [[], [...encryptedPathSecret, encryptedPathSecret[0]!]]) {
        const changed = withNode(path, at, { encryptedPathSecret: count });
        await expect(take(group, 1, 0, changed)).rejects.toThrow(wrongCount);
      }
    }
  });

  test('is refused with a key of the tree, of the tree before, or one twice', async () => {
    const group = await fiveMembers();
    const { path } = await pathOf(group, 0);
    const { nodes } = group.tree;
    const reused = expect.objectContaining({ code: 'MLS_PATH_KEY_REUSED' });
    const keys = [nodes[8]!, nodes[3]!, path.nodes[1]!, path.leafNode];
    for (const { encryptionKey } of keys) {
      await expect(take(group, 1, 0, withNode(path, 0, { encryptionKey }))).rejects.toThrow(reused);
    }
    const { keys: own } = group.members.get(1)!;
    const edit = new TreeEdit(group.tree);
    edit.remove(2);
    const shorter = withNode(path, 0, { encryptionKey: nodes[4]!.encryptionKey });
    const input = { sender: 0, path: shorter, keys: own, newLeaves, encodeContext };
    await expect(
      processUpdatePath(suite, edit, {
        ...input,
        path: {
          ...shorter,
          nodes: shorter.nodes.map((node, at) => ({
            ...node,
            encryptedPathSecret: filteredDirectPath(edit.tree, 0)
              .slice(at, at + 1)
              .flatMap(({ copathChild }) => resolution(edit.tree, copathChild))
              .map(() => node.encryptedPathSecret[0]!),
          })),
        },
      }),
    ).rejects.toThrow(reused);
  });

  test('is refused when its leaf keeps its key, has another source, or vouches for another path', async () => {
    const group = await fiveMembers();
    const { path } = await pathOf(group, 0);
    const { encryptionKey } = leafOf(group.tree, 0)!;
    const cases = [
      ['MLS_UPDATE_SAME_KEY', { ...path.leafNode, encryptionKey }],
      ['MLS_LEAF_SOURCE', { ...path.leafNode, source: { kind: 'update' } }],
      [
        'MLS_PARENT_HASH',
        { ...path.leafNode, source: { kind: 'commit', parentHash: suite.random(32) } },
      ],
      ['MLS_ENCRYPTION_KEY', { ...path.leafNode, encryptionKey: suite.random(31) }],
      [
        'MLS_SIGNATURE_KEY_TWICE',
        { ...path.leafNode, signatureKey: leafOf(group.tree, 3)!.signatureKey },
      ],
    ] as const;
    for (const [code, leafNode] of cases) {
      const refusal = expect.objectContaining({ code });
      await expect(take(group, 1, 0, { ...path, leafNode }), code).rejects.toThrow(refusal);
    }
  });

  test('is refused when its secret is for another key, another context, or of another length', async () => {
    const group = await fiveMembers();
    const { path } = await pathOf(group, 0);
    const refusal = expect.objectContaining({ code: 'MLS_PATH_SECRET' });
    const [forOne, forTwo] = [path.nodes[0]!, path.nodes[1]!];
    const exchanged = withNode(path, 0, { encryptedPathSecret: [forTwo.encryptedPathSecret[0]!] });
    await expect(take(group, 1, 0, exchanged)).rejects.toThrow(refusal);
    const { keys } = group.members.get(1)!;
    const elsewhere = { sender: 0, path, keys, newLeaves, encodeContext: () => suite.random(32) };
    await expect(processUpdatePath(suite, new TreeEdit(group.tree), elsewhere)).rejects.toThrow(
      refusal,
    );
    const context = await suite.hpkeContext('UpdatePathNode', await pathContext(group, path));
    const short = await suite.hpkeSeal(
      leafOf(group.tree, 1)!.encryptionKey,
      context,
      suite.random(31),
    );
    const cut = withNode(path, 0, { encryptedPathSecret: [short!] });
    await expect(take(group, 1, 0, cut)).rejects.toThrow(refusal);
    expect(forOne.encryptedPathSecret.length).toBe(1);
  });

  test('is encrypted to nobody that the same commit adds, below blank nodes and below others', async () => {
    const group = await fiveMembers();
    await group.commit(2, { remove: [1] });
    for (const [leafIndex, expected] of [
      [0, [0, 1, 1, 0]],
      [4, [0, 0, 1, 0]],
    ] as const) {
      const edit = new TreeEdit(group.tree);
      const newLeaves = new Set<number>();
      for (let count = 0; count < 5; count += 1) {
        newLeaves.add(edit.add((await createClient(suite)).leafNode));
      }
      expect([...newLeaves]).toEqual([1, 5, 6, 7, 8]);
      expect(parentOf(edit.tree, 3)?.unmergedLeaves).toEqual([1]);
      const { keys, signaturePrivateKey } = group.members.get(leafIndex)!;
      const { path } = await createUpdatePath(suite, edit, {
        leafIndex,
        leafContent: leafContent(suite, leafOf(group.tree, leafIndex)!.signatureKey),
        signaturePrivateKey,
        groupId,
        keys,
        newLeaves,
        encodeContext,
      });
      const counts = path.nodes.map(({ encryptedPathSecret }) => encryptedPathSecret.length);
      expect(counts).toEqual(expected);
    }
  });

  test('blanks what of the direct path is not in the filtered one, and leaves nobody unmerged on it', async () => {
    const group = await fiveMembers();
    await group.addOnly(2);
    expect(parentOf(group.tree, 7)?.unmergedLeaves).toEqual([5, 6]);
    await group.commit(3, { remove: [5, 6] });
    await group.commit(4, {});
    expect(filteredDirectPath(group.tree, 4).map(({ node }) => node)).toEqual([7]);
    expect([9, 11].map((node) => parentOf(group.tree, node))).toEqual([undefined, undefined]);
    expect(parentOf(group.tree, 7)?.unmergedLeaves).toEqual([]);
  });

  test('is not processed by its sender, nor by a member that the same commit adds', async () => {
    const group = await fiveMembers();
    const { path } = await pathOf(group, 0);
    const refusal = expect.objectContaining({ code: 'MLS_INPUT' });
    await expect(take(group, 0, 0, path)).rejects.toThrow(refusal);
  });
});

describe('the path secret of a Welcome', () => {
  test('is refused when it does not lead to the keys in the tree', async () => {
    const group = await fiveMembers();
    const { edit, pathSecrets } = await pathOf(group, 0);
    const tree = edit.finish();
    const { keys } = group.members.get(4)!;
    const own = { leafIndex: 4, keys: new Map([[8, keys.keys.get(8)!]]) };
    const join = (signer: number, secret: Uint8Array): Promise<unknown> =>
      joinPath(suite, tree, own, signer, secret.slice());
    await expect(join(0, suite.random(32))).rejects.toThrow(
      expect.objectContaining({ code: 'MLS_PATH_KEY_MISMATCH' }),
    );
    const unfit = expect.objectContaining({ code: 'MLS_PATH_SECRET' });
    const secret = pathSecrets.get(7)!;
    await expect(join(0, secret.subarray(1))).rejects.toThrow(unfit);
    await expect(join(4, secret)).rejects.toThrow(unfit);
    await expect(join(0, secret)).resolves.toHaveProperty('leafIndex', 4);
  });
});

async function pathContext(group: GroupModel, path: UpdatePath): Promise<Uint8Array> {
  let context = new Uint8Array(0);
  const { keys } = group.members.get(1)!;
  await processUpdatePath(suite, new TreeEdit(group.tree), {
    sender: 0,
    path,
    keys,
    newLeaves,
    encodeContext: (treeHash) => {
      context = new Uint8Array(treeHash);
      return treeHash;
    },
  });
  return context;
}

/** A path that its sender made with a key of its own at one node, its leaf and its encryption in order. */
async function forgedPath(group: GroupModel, leafIndex: number, at: number): Promise<UpdatePath> {
  let left = at;
  const liar: Suite = {
    ...suite,
    deriveKeyPair: async (secret) => {
      const pair = await suite.deriveKeyPair(secret);
      left -= 1;
      return left === -1 ? suite.deriveKeyPair(suite.random(32)) : pair;
    },
  };
  const { keys, signaturePrivateKey } = group.members.get(leafIndex)!;
  const { path } = await createUpdatePath(liar, new TreeEdit(group.tree), {
    leafIndex,
    leafContent: leafContent(suite, leafOf(group.tree, leafIndex)!.signatureKey),
    signaturePrivateKey,
    groupId,
    keys,
    newLeaves,
    encodeContext,
  });
  return path;
}
