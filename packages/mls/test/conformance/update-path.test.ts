import { describe, expect, it } from 'vitest';
import { addItem, removeItem, requiring } from '../evil/items.ts';
import { createPerson, flipped, newHpkeKey, withLeafSignature } from '../evil/person.ts';
import { setScene } from '../evil/scene.ts';
import { blankPath, filteredPathOf, leafAt, parentAt, treeHash, withNode } from '../evil/tree.ts';
import type { PathChanges } from '../evil/update-path.ts';

/** The committer is at leaf 0; four evil members and the victim at leaf 4 make a tree of eight leaves. */
const right = { items: [] };
const wrong = (updatePath: PathChanges) => ({ items: [], changes: { updatePath } });

describe("the path's leaf", () => {
  it('[7.3-3] [7.5-1] refuses a wrong signature of the leaf', async () => {
    const scene = await setScene({ evil: 4 });
    await scene.refuses(
      'MLS_LEAF_SIGNATURE',
      wrong({ signedLeaf: (leaf) => withLeafSignature(leaf, flipped(leaf.signature)) }),
      right,
    );
  });

  it('[7.3-15] [12.4.2-7] refuses a leaf of another source than `commit`', async () => {
    const scene = await setScene({ evil: 4 });
    await scene.refuses(
      'MLS_LEAF_SOURCE',
      wrong({ leaf: (leaf) => ({ ...leaf, source: { kind: 'update' } }) }),
    );
    const lifetime = { notBefore: 0n, notAfter: 2n ** 40n };
    await scene.refuses(
      'MLS_LEAF_SOURCE',
      wrong({
        leaf: (leaf) => ({ ...leaf, source: { kind: 'key_package', lifetime } }),
        place: 'none',
      }),
      right,
    );
  });

  it('[12.4.2-8] [7.5-1] refuses a leaf that keeps its encryption key', async () => {
    const scene = await setScene({ evil: 4 });
    const leafKey = scene.world.nodeKeys.get(0)!;
    await scene.refuses('MLS_UPDATE_SAME_KEY', wrong({ leafKey }), right);
  });

  it('[7.3-20] refuses a leaf with the signature key of another member', async () => {
    const scene = await setScene({ evil: 4 });
    const leafSignatureKey = scene.people[1]!.signatureKey;
    await scene.refuses('MLS_SIGNATURE_KEY_TWICE', wrong({ leafSignatureKey }));
    // A new signature key of its own is taken.
    const { signatureKey } = await createPerson(scene.suite);
    await scene.takes(wrong({ leafSignatureKey: signatureKey }));
  });

  it('[7.3-21] refuses a leaf with the encryption key of another member', async () => {
    const scene = await setScene({ evil: 4 });
    const leafKey = scene.people[1]!.leafKey;
    await scene.refuses(keyTwice, wrong({ leafKey }), right);
  });

  it('[7.3-24] [7.5-1] refuses a leaf that no longer does what the group requires', async () => {
    const scene = await setScene({ evil: 4, extensions: [0xf001] });
    await scene.takes({ items: [requiring({ extensionTypes: [0xf001] })] });
    await scene.refuses(
      'MLS_REQUIRED_CAPABILITIES',
      wrong({
        leaf: (leaf) => ({ ...leaf, capabilities: { ...leaf.capabilities, extensions: [] } }),
      }),
      right,
    );
  });
});

describe('parent hashes of a path', () => {
  it('[7.5-3] [7.9.2-4] refuses another parent hash in the leaf', async () => {
    const scene = await setScene({ evil: 4 });
    await scene.refuses('MLS_PARENT_HASH', wrong({ parentHash: (hash) => flipped(hash) }));
    await scene.refuses('MLS_PARENT_HASH', wrong({ parentHash: () => new Uint8Array() }), right);
  });
});

describe('keys of a path', () => {
  it('[7.5-4] refuses a public key that does not follow from the secret that we decrypt', async () => {
    // The victim hangs below the root on the other side: it decrypts at the top of the committer's path.
    const scene = await setScene({ evil: 4 });
    const top = filteredPathOf(scene.world.tree, 0).length - 1;
    const strange = await keyPair(scene);
    await scene.refuses(
      'MLS_PATH_KEY_MISMATCH',
      wrong({ nodeKey: (height, derived) => (height === top ? strange : derived) }),
      right,
    );
  });

  it('[7.5-5] refuses a public key above the secret that we decrypt, that does not follow from it', async () => {
    // The victim is the committer's neighbour: it decrypts at the bottom and derives all that is above.
    const scene = await setScene({ evil: 5 });
    const strange = await keyPair(scene);
    const committer = scene.victim.leafIndex - 1;
    const { length } = filteredPathOf(scene.world.tree, committer);
    expect(length).toBeGreaterThan(1);
    for (let wrongAt = 1; wrongAt < length; wrongAt += 1) {
      await scene.refuses('MLS_PATH_KEY_MISMATCH', {
        committer,
        ...wrong({ nodeKey: (height, derived) => (height === wrongAt ? strange : derived) }),
      });
    }
    await scene.takes({ committer, ...right });
  });

  it('[7.5-4] refuses a secret that is not the one of the public key', async () => {
    const scene = await setScene({ evil: 4 });
    await scene.refuses(
      'MLS_PATH_KEY_MISMATCH',
      wrong({ toldSecret: (_, secret) => flipped(secret) }),
      right,
    );
  });

  it('[12.4.2-9] [16.7-1] refuses a path with a public key that stands elsewhere in the new tree', async () => {
    const scene = await setScene({ evil: 4 });
    await scene.takes({ committer: 2, items: [] });
    const { tree, nodeKeys, suite } = scene.world;
    // Of a leaf, and of a parent that the path does not replace.
    for (const index of [2 * 1, 5]) {
      const privateKey = nodeKeys.get(index)!;
      const taken = { privateKey, publicKey: tree[index]!.encryptionKey };
      expect(await suite.publicKey(privateKey)).toEqual(taken.publicKey);
      await scene.refuses(
        keyTwice,
        wrong({ nodeKey: (height, derived) => (height === 0 ? taken : derived) }),
      );
    }
    await scene.takes(right);
  });

  it('[12.4.2-9] [16.7-1] refuses a path with one key at two nodes', async () => {
    const scene = await setScene({ evil: 4 });
    const twice = await keyPair(scene);
    await scene.refuses(keyTwice, wrong({ nodeKey: () => twice }));
    const leafKey = await newHpkeKey(scene.suite);
    const same = { privateKey: leafKey, publicKey: await scene.suite.publicKey(leafKey) };
    await scene.refuses(
      keyTwice,
      wrong({ leafKey, nodeKey: (height, derived) => (height === 0 ? same : derived) }),
      right,
    );
  });
});

describe('the shape of a path', () => {
  it('[7.6-1] refuses a path with a node too few, or too many', async () => {
    const scene = await setScene({ evil: 4 });
    await scene.refuses('MLS_PATH_LENGTH', wrong({ nodes: (nodes) => nodes.slice(0, -1) }));
    await scene.refuses('MLS_PATH_LENGTH', wrong({ nodes: (nodes) => nodes.slice(1) }));
    await scene.refuses('MLS_PATH_LENGTH', wrong({ nodes: () => [] }));
    await scene.refuses(
      'MLS_PATH_LENGTH',
      wrong({ nodes: (nodes) => [...nodes, nodes.at(-1)!] }),
      right,
    );
  });

  it('[7.6-2] refuses a node with a ciphertext too few, or too many', async () => {
    const scene = await setScene({ evil: 4 });
    const { length } = filteredPathOf(scene.world.tree, 0);
    for (let at = 0; at < length; at += 1) {
      await scene.refuses(
        'MLS_PATH_CIPHERTEXTS',
        wrong({ recipients: (height, keys) => (height === at ? keys.slice(0, -1) : keys) }),
      );
      await scene.refuses(
        'MLS_PATH_CIPHERTEXTS',
        wrong({ recipients: (height, keys) => (height === at ? [...keys, keys[0]!] : keys) }),
      );
    }
    await scene.takes(right);
  });

  it('[7.6-3] [7.5-2] refuses a path that tells a secret to a member added by the same commit', async () => {
    const scene = await setScene({ evil: 4 });
    const dora = await createPerson(scene.suite);
    const items = [addItem(dora)];
    const { encryptionKey } = dora.keyPackage.leafNode;
    const { length } = filteredPathOf(scene.world.tree, 0);
    await scene.refuses(
      'MLS_PATH_CIPHERTEXTS',
      {
        items,
        path: true,
        changes: {
          updatePath: {
            recipients: (height, keys) => (height === length - 1 ? [...keys, encryptionKey] : keys),
          },
        },
      },
      { items, path: true },
    );
  });

  it('[7.6-3] [7.5-2] encrypts to no member that its own commit adds', async () => {
    const scene = await setScene({ evil: 4 });
    const dora = await createPerson(scene.suite);
    const plain = await scene.victim.commit({ proposals: [] });
    const adding = await scene.victim.commit({ proposals: [addItem(dora).proposal] });
    const count = (made: typeof plain) =>
      made.commit.path!.nodes.map(({ encryptedPathSecret }) => encryptedPathSecret.length);
    const total = (counts: readonly number[]) => counts.reduce((sum, one) => sum + one, 0);
    expect(total(count(adding))).toBe(total(count(plain)));
  });

  it('[7.6-4] refuses ciphertexts in another order than the resolution', async () => {
    // The victim and its neighbour are two entries of one resolution.
    const scene = await setScene({ evil: 5 });
    await scene.takes({ items: [removeItem(1)] });
    await scene.refuses(
      'MLS_PATH_SECRET',
      wrong({ recipients: (_, keys) => keys.toReversed() }),
      right,
    );
  });

  it('[7.6-5] refuses path secrets that are encrypted under another group context', async () => {
    const scene = await setScene({ evil: 4 });
    await scene.refuses('MLS_PATH_SECRET', wrong({ provisional: () => scene.world.context }));
    await scene.refuses(
      'MLS_PATH_SECRET',
      wrong({ provisional: (context) => ({ ...context, epoch: context.epoch - 1n }) }),
    );
    await scene.refuses(
      'MLS_PATH_SECRET',
      wrong({ provisional: (context) => ({ ...context, treeHash: flipped(context.treeHash) }) }),
      right,
    );
  });
});

describe('merging a path', () => {
  it('[7.4-1] gives its committer a fresh leaf key and every node of the path a new key', async () => {
    const scene = await setScene({ evil: 4 });
    const before = scene.victim.tree();
    const { leafIndex } = scene.victim;
    const made = await scene.victim.commit({ proposals: [] });
    const after = made.accepted.tree();
    expect(leafAt(after, leafIndex)!.encryptionKey).not.toEqual(
      leafAt(before, leafIndex)!.encryptionKey,
    );
    const path = filteredPathOf(before, leafIndex);
    expect(path.length).toBeGreaterThan(0);
    for (const { node } of path) {
      expect(parentAt(after, node)!.encryptionKey).not.toEqual(before[node]?.encryptionKey);
    }
    const again = await scene.victim.commit({ proposals: [] });
    expect(again.commit.path!.leafNode.encryptionKey).not.toEqual(
      made.commit.path!.leafNode.encryptionKey,
    );
  });

  it('[7.4-2] blanks the nodes of the direct path that are not in the filtered one', async () => {
    // Leaves 0 and 1 alone below their half: with leaf 1 gone, leaf 0 has a blank sibling.
    const scene = await setScene({ evil: 4 });
    await scene.takes({ committer: 0, items: [removeItem(1)] });
    expect(scene.victim.tree()[1]).toBeUndefined();
    // Somebody who keeps the old node there has another tree, and so another epoch.
    const node = {
      encryptionKey: scene.suite.random(32),
      parentHash: new Uint8Array(),
      unmergedLeaves: [],
    };
    await scene.refuses(
      ['MLS_PATH_SECRET', 'MLS_CONFIRMATION_TAG'],
      wrong({ merged: (tree) => withNode(tree, 1, node) }),
      right,
    );
    expect(blankPath(scene.victim.tree(), 0)[1]).toBeUndefined();
  });

  it('[7.5-8] leaves no leaf unmerged at the nodes of the path', async () => {
    const scene = await setScene({ evil: 4 });
    await scene.takes({ items: [addItem(await createPerson(scene.suite))], path: false });
    const isUnmerged = (node: ReturnType<typeof parentAt>) => node!.unmergedLeaves.length > 0;
    const path = filteredPathOf(scene.world.tree, 0).map(({ node }) => node);
    expect(path.some((node) => isUnmerged(parentAt(scene.victim.tree(), node)))).toBe(true);
    await scene.takes(right);
    expect(path.some((node) => isUnmerged(parentAt(scene.victim.tree(), node)))).toBe(false);
    expect(await treeHash(scene.suite, scene.victim.tree())).toEqual(scene.world.context.treeHash);
  });
});

const keyTwice = 'MLS_PATH_KEY_REUSED';

async function keyPair({ suite }: Awaited<ReturnType<typeof setScene>>) {
  const privateKey = await newHpkeKey(suite);
  return { privateKey, publicKey: await suite.publicKey(privateKey) };
}
