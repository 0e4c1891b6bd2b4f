import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RatchetKind } from '../../src/secret-tree/secret-tree.ts';
import { createSecretTree } from '../../src/secret-tree/secret-tree.ts';
import { takeAt, takeNext } from '../../src/secret-tree/take-key.ts';
import { countingSuite, testSuite } from '../suite.ts';
import { toHex } from '../vectors.ts';
import { bytesReachable } from './intruder.ts';
import { limits, StoredTree } from './stored-tree.ts';

const suite = testSuite();
const secret = suite.random(suite.hashBytes);
const options = { limits, nowSeconds: 0 };

describe('taking keys', () => {
  test('in any order gives each sender the same keys, each of them once', async () => {
    const leafCount = 8;
    const straight = new Map<string, string>();
    const inOrder = new StoredTree(suite, secret, leafCount);
    for (let leafIndex = 0; leafIndex < leafCount; leafIndex += 1) {
      for (const kind of ['handshake', 'application'] as const) {
        for (let generation = 0; generation < 4; generation += 1) {
          const { key, nonce } = await inOrder.take(leafIndex, kind, generation);
          straight.set(`${leafIndex} ${kind} ${generation}`, toHex(key) + toHex(nonce));
        }
      }
    }
    expect(new Set(straight.values()).size).toBe(straight.size);
    const all = [...straight.keys()];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(all, { minLength: all.length }), async (order) => {
        const stored = new StoredTree(suite, secret, leafCount);
        for (const name of order) {
          const [leafIndex, kind, generation] = name.split(' ') as [string, RatchetKind, string];
          const wanted = [Number(leafIndex), kind, Number(generation)] as const;
          const { key, nonce } = await stored.take(...wanted);
          expect(toHex(key) + toHex(nonce)).toBe(straight.get(name));
          await expect(stored.take(...wanted)).rejects.toMatchObject({ code: 'MLS_KEY_CONSUMED' });
        }
      }),
      { numRuns: 5 },
    );
  });

  test('for sending gives the generations one after the other', async () => {
    let tree = createSecretTree(secret.slice(), 2);
    const stored = new StoredTree(suite, secret, 2);
    for (let generation = 0; generation < 5; generation += 1) {
      const taken = await takeNext(suite, tree, 1, 'handshake');
      const { key } = await stored.take(1, 'handshake', generation);
      expect(taken.messageKey).toMatchObject({ generation, key });
      tree = taken.secretTree;
    }
  });

  test('changes nothing in the tree that it takes from', async () => {
    const tree = createSecretTree(secret.slice(), 4);
    const { secretTree } = await takeAt(suite, tree, 2, 'application', 3, options);
    for (const former of [tree, secretTree]) {
      const before = [...bytesReachable(former)].map(toHex);
      for (const generation of [1, 5]) {
        const once = await takeAt(suite, former, 2, 'application', generation, options);
        const again = await takeAt(suite, former, 2, 'application', generation, options);
        expect(again).toEqual(once);
      }
      expect([...bytesReachable(former)].map(toHex)).toEqual(before);
    }
  });

  test('works in a tree of one leaf, and in the largest tree that indices can express', async () => {
    const alone = await takeNext(suite, createSecretTree(secret.slice(), 1), 0, 'application');
    expect(alone.changes.map(({ name }) => name)).toEqual([
      'secret/0',
      'ratchet/0/h',
      'ratchet/0/a',
    ]);
    const last = 2 ** 32 - 1;
    const { changes } = await takeNext(
      suite,
      createSecretTree(secret.slice(), 2 ** 32),
      last,
      'handshake',
    );
    const names = changes.map(({ name }) => name);
    expect(names[0]).toBe(`secret/${2 ** 32 - 1}`);
    expect(names[1]).toBe(`secret/${2 ** 31 - 1}`);
    expect(names[32]).toBe(`secret/${2 ** 33 - 4}`);
    expect(names.slice(33)).toEqual([`ratchet/${last}/a`, `ratchet/${last}/h`]);
  });

  test('for a leaf outside the tree is a fault of the caller', async () => {
    for (const leafIndex of [4, -1, 0.5, Number.NaN]) {
      const taking = takeNext(suite, createSecretTree(secret.slice(), 4), leafIndex, 'handshake');
      await expect(taking).rejects.toMatchObject({ code: 'MLS_INPUT' });
    }
  });

  test('derives what the RFC asks for and no more', async () => {
    const { suite: counting, calls } = countingSuite();
    const members = 1_024;
    const tree = createSecretTree(secret.slice(), members);
    const first = await takeNext(counting, tree, 7, 'application');
    expect(Object.fromEntries(calls)).toEqual({
      // Both children on each of ten levels, and both ratchets.
      expandWithLabel: 22,
      deriveTreeSecret: 3,
    });
    calls.clear();
    const second = await takeNext(counting, first.secretTree, 7, 'application');
    expect(Object.fromEntries(calls)).toEqual({ deriveTreeSecret: 3 });
    calls.clear();
    const ahead = await takeAt(counting, second.secretTree, 7, 'application', 7, options);
    expect(ahead.messageKey.generation).toBe(7);
    // Generations 2 to 6 are skipped and four of them kept: the oldest costs its step alone.
    expect(Object.fromEntries(calls)).toEqual({ deriveTreeSecret: 1 + 3 * 5 });
    calls.clear();
    await takeAt(counting, ahead.secretTree, 7, 'application', 5, options);
    expect(Object.fromEntries(calls)).toEqual({});
  });

  test('shares all of the tree but the path to the leaf', async () => {
    const first = await takeNext(suite, createSecretTree(secret.slice(), 1_024), 7, 'application');
    const second = await takeNext(suite, first.secretTree, 7, 'application');
    const [before, after] = [bytesReachable(first.secretTree), bytesReachable(second.secretTree)];
    expect([...after].filter((bytes) => !before.has(bytes))).toHaveLength(1);
  });
});

describe('limits', () => {
  test('a generation too far ahead is refused before anything is derived', async () => {
    const { suite: counting, calls } = countingSuite();
    const { secretTree } = await takeNext(
      suite,
      createSecretTree(secret.slice(), 2),
      0,
      'handshake',
    );
    for (const generation of [1 + limits.maxForwardGenerations + 1, 0xffff_ffff]) {
      const taking = takeAt(counting, secretTree, 0, 'handshake', generation, options);
      await expect(taking).rejects.toMatchObject({ code: 'MLS_GENERATION_TOO_FAR' });
    }
    expect(calls.size).toBe(0);
    const farthest = 1 + limits.maxForwardGenerations;
    await takeAt(counting, secretTree, 0, 'handshake', farthest, options);
  });

  test('of skipped keys the oldest go first', async () => {
    const stored = new StoredTree(suite, secret, 2);
    await stored.take(0, 'application', 3);
    await stored.take(0, 'application', 6);
    const kept = [1, 2, 4, 5].map((generation) => `skipped/0/a/${generation}`);
    expect([...stored.records.keys()].filter((name) => name.startsWith('skipped/'))).toEqual(kept);
    await expect(stored.take(0, 'application', 0)).rejects.toMatchObject({
      code: 'MLS_KEY_CONSUMED',
    });
    await stored.take(0, 'application', 1);
  });

  test('a skipped key that is too old is given up when its ratchet is next used', async () => {
    const stored = new StoredTree(suite, secret, 2);
    await stored.take(0, 'application', 2, 100);
    await stored.take(0, 'application', 4, 150);
    const skipped = () => [...stored.records.keys()].filter((name) => name.startsWith('skipped/'));
    expect(skipped()).toEqual(['skipped/0/a/0', 'skipped/0/a/1', 'skipped/0/a/3']);
    const end = 100 + limits.maxSkippedSeconds;
    await stored.take(0, 'application', 0, end);
    expect(skipped()).toEqual(['skipped/0/a/1', 'skipped/0/a/3']);
    await expect(stored.take(0, 'application', 1, end + 1)).rejects.toMatchObject({
      code: 'MLS_KEY_CONSUMED',
    });
    await stored.take(0, 'application', 5, end + 1);
    expect(skipped()).toEqual(['skipped/0/a/3']);
  });

  test('without room for skipped keys, messages in order are all there is', async () => {
    const none = { limits: { ...limits, maxSkippedKeys: 0 }, nowSeconds: 0 };
    const tree = createSecretTree(secret.slice(), 2);
    const { secretTree, changes } = await takeAt(suite, tree, 0, 'application', 3, none);
    expect(changes.some(({ name }) => name.startsWith('skipped/'))).toBe(false);
    const late = takeAt(suite, secretTree, 0, 'application', 2, none);
    await expect(late).rejects.toMatchObject({ code: 'MLS_KEY_CONSUMED' });
  });

  test('a ratchet at its end gives no more keys', async () => {
    const leaf = { secret, generation: 0xffff_ffff, skipped: [] };
    const tree = { leafCount: 1, root: { handshake: leaf, application: leaf } };
    await expect(takeNext(suite, tree, 0, 'handshake')).rejects.toMatchObject({
      code: 'MLS_RATCHET_ENDED',
    });
    const receiving = takeAt(suite, tree, 0, 'handshake', 0xffff_ffff, options);
    await expect(receiving).rejects.toMatchObject({ code: 'MLS_GENERATION_TOO_FAR' });
  });
});
