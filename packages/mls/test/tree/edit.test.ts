import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Suite } from '../../src/suite/suite.ts';
import { createSuite } from '../../src/suite/suite.ts';
import { TreeEdit } from '../../src/tree/edit.ts';
import type { RatchetTree } from '../../src/tree/ratchet-tree.ts';
import {
  encodeRatchetTree,
  leafOf,
  members,
  parentOf,
  parseRatchetTree,
} from '../../src/tree/ratchet-tree.ts';
import type { LeafNode } from '../../src/wire/leaf-node.ts';
import type { ParentNode } from '../../src/wire/ratchet-tree.ts';
import { createCrypto } from '../crypto.ts';
import type { Client } from './group-model.ts';
import { createClient, GroupModel, maxLeaves } from './group-model.ts';

let suite: Suite;
let clients: readonly Client[];

beforeAll(async () => {
  suite = createSuite(await createCrypto(), 0x0001)!;
  clients = await Promise.all(Array.from({ length: 24 }, async () => createClient(suite)));
});

const leaf = (client: number): LeafNode => clients[client]!.leafNode;

function treeOf(count: number): RatchetTree {
  const edit = new TreeEdit(parseRatchetTree([leaf(0)], maxLeaves));
  for (let client = 1; client < count; client += 1) edit.add(leaf(client));
  return edit.finish();
}

function parentNode(unmergedLeaves: readonly number[] = []): ParentNode {
  return { encryptionKey: suite.random(32), parentHash: suite.random(32), unmergedLeaves };
}

/** A tree whose parents are all set. */
function fullTreeOf(count: number): RatchetTree {
  const tree = treeOf(count);
  return parseRatchetTree(
    tree.nodes.map((node, index) => (index % 2 === 0 ? node : parentNode())),
    maxLeaves,
  );
}

describe('an edit of a tree', () => {
  test('adds at the leftmost blank leaf, and doubles a full tree', () => {
    const edit = new TreeEdit(treeOf(4));
    edit.remove(1);
    expect([edit.add(leaf(4)), edit.add(leaf(5)), edit.add(leaf(6))]).toEqual([1, 4, 5]);
    expect(edit.tree.leafCount).toBe(8);
    expect(edit.tree.nodes.length).toBe(15);
  });

  test('lists an added leaf at every parent above it that is set, in order', () => {
    const edit = new TreeEdit(fullTreeOf(8));
    edit.remove(6);
    edit.remove(1);
    const later = new TreeEdit(edit.finish());
    const parents = new Map([
      [13, parentNode()],
      [11, parentNode()],
      [7, parentNode([7])],
    ]);
    later.setPath(7, leaf(7), parents);
    expect(later.add(leaf(1))).toBe(1);
    expect(later.add(leaf(6))).toBe(6);
    expect(parentOf(later.tree, 7)?.unmergedLeaves).toEqual([1, 6, 7]);
    expect(parentOf(later.tree, 11)?.unmergedLeaves).toEqual([6]);
    expect(parentOf(later.tree, 13)?.unmergedLeaves).toEqual([6]);
    expect(parentOf(later.tree, 3)).toBeUndefined();
    expect(parents.get(7)!.unmergedLeaves).toEqual([7]);
  });

  test('halves the tree as often as its right half is blank, in whatever order leaves go', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 24 }).chain((count) =>
          fc.record({
            count: fc.constant(count),
            removed: fc.shuffledSubarray([...Array(count).keys()]),
          }),
        ),
        ({ count, removed }) => {
          const inOrder = new TreeEdit(treeOf(count));
          const edit = new TreeEdit(treeOf(count));
          for (const index of removed) edit.remove(index);
          for (const index of removed.toSorted((a, b) => a - b)) inOrder.remove(index);
          const last = members(edit.tree).at(-1)?.leafIndex ?? 0;
          expect(edit.tree.leafCount).toBe(last === 0 ? 1 : 2 ** Math.ceil(Math.log2(last + 1)));
          expect(edit.tree.nodes).toEqual(inOrder.tree.nodes);
        },
      ),
    );
  });

  test('leaves the tree that it began with as it was, and names every node that differs', () => {
    const base = fullTreeOf(8);
    const before = encodeRatchetTree(base);
    const edit = new TreeEdit(base);
    edit.update(2, leaf(9));
    for (const index of [4, 5, 6, 7]) edit.remove(index);
    edit.add(leaf(10));
    const after = edit.finish();
    expect(encodeRatchetTree(base)).toEqual(before);
    expect(after.leafCount).toBe(8);
    for (let node = 0; node < 15; node += 1) {
      if (base.nodes[node] !== after.nodes[node]) expect(edit.changed).toContain(node);
    }
    expect(edit.changed).not.toContain(0);
    expect(edit.changed).not.toContain(1);
  });

  test('reserves the leaf that an addition would take', () => {
    const edit = new TreeEdit(treeOf(4));
    expect(edit.reserve()).toBe(4);
    expect(edit.tree.leafCount).toBe(8);
    edit.setPath(4, leaf(4), new Map());
    expect(leafOf(edit.finish(), 4)).toBe(leaf(4));
  });

  test('is over once it is finished', () => {
    const edit = new TreeEdit(treeOf(4));
    edit.finish();
    expect(() => edit.remove(1)).toThrow(expect.objectContaining({ code: 'MLS_INPUT' }));
    expect(() => edit.add(leaf(8))).toThrow(expect.objectContaining({ code: 'MLS_INPUT' }));
  });

  test('has no member to change at a blank leaf', () => {
    const edit = new TreeEdit(treeOf(3));
    expect(() => edit.remove(3)).toThrow(expect.objectContaining({ code: 'MLS_INPUT' }));
    expect(() => edit.update(9, leaf(4))).toThrow(expect.objectContaining({ code: 'MLS_INPUT' }));
  });
});

describe('the keys of a tree', () => {
  const twiceEncryption = expect.objectContaining({ code: 'MLS_ENCRYPTION_KEY_TWICE' });
  const twiceSignature = expect.objectContaining({ code: 'MLS_SIGNATURE_KEY_TWICE' });

  test('are refused when a new leaf has one of another member, or of another new leaf', () => {
    const other = { ...leaf(9), signatureKey: leaf(10).signatureKey };
    for (const [added, error] of [
      [[leaf(2)], twiceEncryption],
      [[{ ...leaf(9), signatureKey: leaf(2).signatureKey }], twiceSignature],
      [[leaf(9), leaf(9)], twiceEncryption],
      [[other, leaf(10)], twiceSignature],
    ] as const) {
      const edit = new TreeEdit(treeOf(4));
      for (const leafNode of added) edit.add(leafNode);
      expect(() => edit.checkLeaves()).toThrow(error);
      expect(() => edit.finish()).toThrow(error);
    }
  });

  test('are refused when a new leaf has one of a parent', () => {
    const base = fullTreeOf(4);
    const edit = new TreeEdit(base);
    edit.add({ ...leaf(9), encryptionKey: base.nodes[1]!.encryptionKey });
    expect(() => edit.checkLeaves()).toThrow(twiceEncryption);
  });

  test('are free again once their leaf is gone, in whatever order that happened', () => {
    const edit = new TreeEdit(treeOf(4));
    edit.remove(2);
    edit.add(leaf(2));
    edit.update(1, { ...leaf(1), encryptionKey: leaf(3).encryptionKey });
    edit.update(3, { ...leaf(3), encryptionKey: leaf(1).encryptionKey });
    edit.checkLeaves();
    expect(edit.finish().leafCount).toBe(4);
  });

  test('are told apart between trees that come from one another', () => {
    const base = treeOf(4);
    const given = new TreeEdit(base);
    given.add(leaf(9));
    given.checkLeaves();
    // Given up: nothing of it counts in a later edit, nor in one beside it.
    const left = new TreeEdit(base);
    left.add(leaf(8));
    left.add(leaf(9));
    const leftTree = left.finish();
    const right = new TreeEdit(base);
    right.add(leaf(9));
    right.add(leaf(8));
    const rightTree = right.finish();
    for (const tree of [leftTree, rightTree]) {
      const again = new TreeEdit(tree);
      again.add(leaf(9));
      expect(() => again.checkLeaves()).toThrow(twiceEncryption);
      const without = new TreeEdit(tree);
      for (const { leafIndex, leafNode } of members(tree)) {
        if (leafNode === leaf(9)) without.remove(leafIndex);
      }
      without.add(leaf(9));
      without.checkLeaves();
    }
    expect(new TreeEdit(base).hasOrHadEncryptionKey(leaf(9).encryptionKey)).toBe(false);
    expect(new TreeEdit(leftTree).hasOrHadEncryptionKey(leaf(9).encryptionKey)).toBe(true);
  });

  test('are found after very many commits', async () => {
    const group = await GroupModel.found(suite);
    await group.commit(0, { add: 3 });
    for (let round = 0; round < 40; round += 1) await group.commit(round % 4, {});
    const index = group.tree.cache.keys!;
    expect(index.size).toBeLessThan(100);
    for (const node of group.tree.nodes) {
      if (node === undefined) continue;
      expect(new TreeEdit(group.tree).hasOrHadEncryptionKey(node.encryptionKey)).toBe(true);
    }
  });
});

describe('the types of credentials', () => {
  const refused = expect.objectContaining({ code: 'MLS_CREDENTIAL_UNSUPPORTED' });

  function withCredentials(client: number, type: 'basic' | 'x509', supported: number[]): LeafNode {
    const { capabilities, ...rest } = leaf(client);
    return {
      ...rest,
      credential:
        type === 'basic' ? leaf(client).credential : { credentialType: 'x509', certificates: [] },
      capabilities: { ...capabilities, credentials: supported },
    };
  }

  test('are refused when a new leaf does not support one in use', () => {
    const edit = new TreeEdit(treeOf(2));
    edit.add(withCredentials(5, 'x509', [2]));
    expect(() => edit.checkLeaves()).toThrow(refused);
  });

  test('are refused when a member does not support that of a new leaf', () => {
    const edit = new TreeEdit(treeOf(2));
    edit.add(withCredentials(5, 'x509', [1, 2]));
    expect(() => edit.checkLeaves()).toThrow(refused);
  });

  test('may be new when all support it, and are held to from then on', () => {
    const edit = new TreeEdit(parseRatchetTree([withCredentials(0, 'basic', [1, 2])], maxLeaves));
    edit.add(withCredentials(5, 'x509', [1, 2]));
    const tree = edit.finish();
    const later = new TreeEdit(tree);
    later.add(leaf(6));
    expect(() => later.checkLeaves()).toThrow(refused);
    const replaced = new TreeEdit(tree);
    replaced.remove(1);
    replaced.add(leaf(6));
    replaced.checkLeaves();
  });
});
