import { describe, expect, it } from 'vitest';
import type { LeafNode } from '../../src/wire/leaf-node.ts';
import type { ParentNode, TreeNodes } from '../../src/wire/ratchet-tree.ts';
import { readRatchetTree, writeParentNode } from '../../src/wire/ratchet-tree.ts';
import { readWhole } from '../../src/wire/reader.ts';
import { Writer } from '../../src/wire/writer.ts';
import { setArrival } from '../evil/arrival.ts';
import { engineFor } from '../evil/engine.ts';
import { encodeTree } from '../evil/group-info.ts';
import { addItem, removeItem } from '../evil/items.ts';
import { createPerson, flipped, newHpkeKey, signLeaf, withLeafSignature } from '../evil/person.ts';
import { setScene } from '../evil/scene.ts';
import {
  blanks,
  filteredPathOf,
  leafAt,
  leafCountOf,
  parentAt,
  parentHash,
  rootOf,
  treeHash,
  withNode,
} from '../evil/tree.ts';

const unmerged = (index: number, leaves: readonly number[]) => (tree: TreeNodes) =>
  withNode(tree, index, { ...parentAt(tree, index)!, unmergedLeaves: leaves });

describe('the tree of a group that is joined', () => {
  it('[7.9-2] is taken with unmerged leaves at its parents', async () => {
    const arrival = await setArrival();
    const made = await arrival.add();
    expect(parentAt(made.world.tree, 7)?.unmergedLeaves).toEqual([6, 7]);
    const victim = await arrival.joins(made);
    expect(victim.authenticator()).toEqual(made.world.secrets.epochAuthenticator);
  });

  it('[7.1-1] is refused with unmerged leaves in another order, or one twice', async () => {
    const arrival = await setArrival();
    await arrival.refuses('MLS_UNMERGED_LEAVES', unmerged(7, [7, 6]));
    await arrival.refuses('MLS_UNMERGED_LEAVES', unmerged(7, [6, 6, 7]));
    await arrival.joins();
  });

  it('[12.4.3.1-13] is refused with an unmerged leaf that is blank', async () => {
    const arrival = await setArrival();
    await arrival.refuses('MLS_UNMERGED_LEAVES', (tree) => withNode(tree, 2 * 7, undefined));
    await arrival.joins();
  });

  it('[12.4.3.1-13] is refused with an unmerged leaf that is not below its parent', async () => {
    const arrival = await setArrival();
    await arrival.refuses('MLS_UNMERGED_LEAVES', unmerged(3, [5]));
    await arrival.refuses('MLS_UNMERGED_LEAVES', unmerged(9, [6]));
    await arrival.refuses('MLS_UNMERGED_LEAVES', unmerged(9, [0xffff_ffff]));
  });

  it('[12.4.3.1-14] is refused with a leaf that is unmerged above, and merged at a node between', async () => {
    const arrival = await setArrival();
    await arrival.refuses('MLS_UNMERGED_LEAVES', unmerged(7, [3, 6, 7]));
    await arrival.refuses('MLS_UNMERGED_LEAVES', unmerged(3, [1]));
  });

  it('[7.9.2-1] [12.4.3.1-11] is refused with a parent hash that does not match', async () => {
    const arrival = await setArrival();
    // Of a parent: node 9 vouches for node 7.
    await arrival.refuses('MLS_PARENT_HASH', (tree) => {
      const node = parentAt(tree, 9)!;
      return withNode(tree, 9, { ...node, parentHash: flipped(node.parentHash) });
    });
    // Of a leaf, signed anew by its member: leaf 4 vouches for node 9.
    const { world } = arrival;
    const { suite } = world;
    const leaf = leafAt(world.tree, 4)!;
    if (leaf.source.kind !== 'commit') throw new Error('leaf 4 has committed');
    const strange = await signLeaf(
      suite,
      { ...leaf, source: { kind: 'commit', parentHash: flipped(leaf.source.parentHash) } },
      arrival.people[4]!.signatureKey,
      { groupId: world.context.groupId, leafIndex: 4 },
    );
    await arrival.refuses('MLS_PARENT_HASH', (tree) => withNode(tree, 2 * 4, strange));
    // And the key of a parent is one of the things that it covers.
    const encryptionKey = await suite.publicKey(await newHpkeKey(suite));
    await arrival.refuses('MLS_PARENT_HASH', (tree) =>
      withNode(tree, 3, { ...parentAt(tree, 3)!, encryptionKey }),
    );
    await arrival.joins();
  });

  it('[7.9.2-2] is refused with a parent that an insider put where it has no leaf', async () => {
    // Leaf 0 commits over a tree with a key of its own at node 5, above leaves 2 and 3: all it signs covers it.
    const { suite } = await engineFor({});
    const encryptionKey = await suite.publicKey(await newHpkeKey(suite));
    const planted = { encryptionKey, parentHash: new Uint8Array(), unmergedLeaves: [] };
    const arrival = await setArrival({ beforeFirst: (tree) => withNode(tree, 5, planted) });
    await arrival.refuses('MLS_PARENT_HASH', undefined);
    const leaning = { ...planted, unmergedLeaves: [2, 3] };
    const other = await setArrival({ beforeFirst: (tree) => withNode(tree, 5, leaning) });
    await other.refuses('MLS_PARENT_HASH', undefined);
  });

  it('[7.9.2-3] is refused when the unmerged leaves of a parent are not the rest of the resolution below', async () => {
    const arrival = await setArrival();
    await arrival.refuses('MLS_PARENT_HASH', unmerged(7, [7]));
    await arrival.refuses('MLS_PARENT_HASH', unmerged(7, []));
    await arrival.refuses('MLS_PARENT_HASH', unmerged(9, [5]));
  });

  it("[12.4.3.1-15] is refused with a parent's key at another node", async () => {
    const first = await createPersonPair();
    // Leaf 4 puts the key of leaf 6's future member at node 9, and of its own leaf.
    const arrival = await setArrival({
      dora: first.person,
      secondPath: { nodeKey: (height, derived) => (height === 0 ? first.pair : derived) },
    });
    await arrival.refuses('MLS_ENCRYPTION_KEY_TWICE', undefined);
    const twice = await setArrival({ secondPath: { nodeKey: () => first.pair } });
    await twice.refuses('MLS_ENCRYPTION_KEY_TWICE', undefined);
  });

  it('[7.3-22] is refused with two leaves of one signature key', async () => {
    const { suite } = await engineFor({});
    const dora = await createPerson(suite);
    const emil = await createPerson(suite, { signatureKey: dora.signatureKey });
    const arrival = await setArrival({ dora, emil });
    await arrival.refuses('MLS_SIGNATURE_KEY_TWICE', undefined);
  });

  it('[7.3-23] is refused with two leaves of one encryption key', async () => {
    const { suite } = await engineFor({});
    const dora = await createPerson(suite);
    const emil = await createPerson(suite, { leafKey: dora.leafKey });
    const arrival = await setArrival({ dora, emil });
    await arrival.refuses('MLS_ENCRYPTION_KEY_TWICE', undefined);
  });

  it('[7.3-4] [12.4.3.1-12] is refused with a leaf whose signature is wrong', async () => {
    const arrival = await setArrival();
    await arrival.refuses('MLS_LEAF_SIGNATURE', (tree) => {
      const leaf = leafAt(tree, 7)!;
      return withNode(tree, 2 * 7, withLeafSignature(leaf, flipped(leaf.signature)));
    });
    // One that was signed for another place of the same group.
    const { suite, context } = arrival.world;
    const moved = await signLeaf(
      suite,
      { ...leafAt(arrival.world.tree, 6)!, source: { kind: 'update' } },
      arrival.people[6]!.signatureKey,
      { groupId: context.groupId, leafIndex: 7 },
    );
    await arrival.refuses('MLS_LEAF_SIGNATURE', (tree) => withNode(tree, 2 * 6, moved));
    await arrival.joins();
  });

  it('[12.4.3.1-12] is refused with a leaf that is invalid in another way', async () => {
    const { suite } = await engineFor({});
    const lacking = [
      ['MLS_LEAF_CAPABILITIES', { versions: [2] }],
      ['MLS_LEAF_CAPABILITIES', { cipherSuites: [2] }],
      ['MLS_LEAF_CAPABILITIES', { credentials: [2] }],
    ] as const;
    for (const [code, capabilities] of lacking) {
      const dora = await createPerson(suite, {
        leaf: (leaf) => ({ ...leaf, capabilities: { ...leaf.capabilities, ...capabilities } }),
      });
      await (await setArrival({ dora })).refuses(code, undefined);
    }
    const dora = await createPerson(suite, {
      leaf: (leaf) => ({
        ...leaf,
        extensions: [{ extensionType: 0xf001, data: new Uint8Array() }],
      }),
    });
    await (await setArrival({ dora })).refuses('MLS_EXTENSION_UNSUPPORTED', undefined);
  });
});

describe('the ratchet tree extension', () => {
  it('[12.4.3.3-1] is sent without blank nodes at its end', async () => {
    const scene = await setScene({ evil: 4 });
    const bytes = scene.victim.mls.ratchetTree(scene.victim.state);
    const nodes = readWhole(bytes, readRatchetTree);
    expect(nodes).toHaveLength(9);
    expect(nodes.at(-1)).toBeDefined();
    expect(bytes).toEqual(encodeTree(scene.victim.tree()));
  });

  it('[12.4.3.3-2] is refused with a blank node at its end', async () => {
    const arrival = await setArrival();
    const { tree } = (await arrival.add()).world;
    for (const count of [1, 2, 14]) {
      const nodes = [...tree.slice(0, 17), ...blanks(count)];
      const groupInfo = { sentTree: encodeNodes(nodes) };
      await arrival.refuses('MLS_TREE_TRAILING_BLANK', undefined, { groupInfo });
    }
    const groupInfo = { sentTree: encodeNodes(tree.slice(0, 17)) };
    await arrival.newcomer.join(await arrival.welcome(await arrival.add(), { groupInfo }));
  });

  it('[12.4.3.3-3] is refused when its hash is not that of the group context', async () => {
    const arrival = await setArrival();
    const { tree } = (await arrival.add()).world;
    const { keyPackage } = await createPerson(arrival.world.suite);
    for (const sentTree of [
      withNode(tree, 2 * 7, keyPackage.leafNode),
      withNode(tree, 3, undefined),
      withNode(tree, 2 * 5, undefined),
    ]) {
      await arrival.refuses('MLS_TREE_HASH', undefined, { groupInfo: { sentTree } });
    }
  });

  it('[12.4.3.3-4] is refused with a parent in the place of a leaf, or a leaf in that of a parent', async () => {
    const arrival = await setArrival();
    const { tree } = (await arrival.add()).world;
    for (const [at, node] of [
      [2 * 2, tree[3]],
      [5, tree[2 * 3]],
    ] as const) {
      const groupInfo = { sentTree: encodeNodes(tree.slice(0, 17).with(at, node)) };
      await arrival.refuses('MLS_TREE_NODE_KIND', undefined, { groupInfo });
    }
  });
});

describe('the shape of a tree', () => {
  it('[7.7-1] is doubled to the right when it is full', async () => {
    const scene = await setScene({ evil: 3 });
    expect(leafCountOf(scene.victim.tree())).toBe(4);
    const before = scene.victim.tree();
    await scene.takes({ items: [addItem(await createPerson(scene.suite))], path: false });
    const after = scene.victim.tree();
    expect(leafCountOf(after)).toBe(8);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.slice(before.length).filter((node) => node !== undefined)).toHaveLength(1);
  });

  it('[7.7-2] is halved as long as its right half is blank', async () => {
    const scene = await setScene({ evil: 1 });
    const people = [];
    for (let times = 0; times < 7; times += 1) people.push(await createPerson(scene.suite));
    await scene.takes({ items: people.map(addItem) });
    expect(leafCountOf(scene.victim.tree())).toBe(16);
    await scene.takes({ items: [8].map(removeItem) });
    expect(leafCountOf(scene.victim.tree())).toBe(8);
    // The last of the right half goes last, and takes two levels with it.
    await scene.takes({ items: [2, 3, 4, 5, 6].map(removeItem) });
    expect(leafCountOf(scene.victim.tree())).toBe(8);
    await scene.takes({ items: [7].map(removeItem) });
    expect(leafCountOf(scene.victim.tree())).toBe(2);
  });

  it('[7.8-1] is hashed with what is there, and with nothing where it is blank', async () => {
    // The toolbox hashes every node anew, by the text of the RFC.
    const scene = await setScene({ evil: 5 });
    const steps = [
      { items: [removeItem(1)] },
      { items: [addItem(await createPerson(scene.suite))], path: false },
      { items: [removeItem(4), removeItem(2)] },
      { committer: 3, items: [] },
    ];
    for (const step of steps) {
      await scene.takes(step);
      expect(scene.victim.context().treeHash).toEqual(
        await treeHash(scene.suite, scene.victim.tree()),
      );
    }
  });

  it('[7.9-1] chains parent hashes from an empty one at the root down to the leaf of the committer', async () => {
    const scene = await setScene({ evil: 6 });
    await scene.takes({ items: [removeItem(5)] });
    const { leafIndex } = scene.victim;
    const tree = (await scene.victim.commit({ proposals: [] })).accepted.tree();
    const path = filteredPathOf(scene.victim.tree(), leafIndex);
    expect(path.at(-1)?.node).toBe(rootOf(tree));
    let above: Uint8Array = new Uint8Array();
    for (const { node, copath } of path.toReversed()) {
      expect(parentAt(tree, node)?.parentHash).toEqual(above);
      above = await parentHash(scene.suite, tree, node, copath);
    }
    expect(leafAt(tree, leafIndex)?.source).toEqual({ kind: 'commit', parentHash: above });
  });
});

/** `optional<Node> ratchet_tree<V>` of whatever is given, blanks at the end and all. */
function encodeNodes(nodes: readonly (LeafNode | ParentNode | undefined)[]): Uint8Array {
  const writer = new Writer();
  const start = writer.open();
  for (const node of nodes) {
    writer.present(node !== undefined);
    if (node === undefined) continue;
    if ('encoded' in node) writer.u8(1).fixed(node.encoded);
    else writeParentNode(writer.u8(2), node);
  }
  return writer.close(start).finish();
}

async function createPersonPair() {
  const { suite } = await engineFor({});
  const person = await createPerson(suite);
  const publicKey = await suite.publicKey(person.leafKey);
  return { person, pair: { privateKey: person.leafKey, publicKey } };
}
