import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSottoError } from '@sotto/core';
import type { RatchetKind } from '../../src/secret-tree/secret-tree.ts';
import { testSuite } from '../suite.ts';
import { toHex } from '../vectors.ts';
import { bytesReachable, Intruder } from './intruder.ts';
import { limits, StoredTree } from './stored-tree.ts';

const leafCount = 4;
const generations = 5;
const suite = testSuite();

const steps = fc.array(
  fc.record({
    leafIndex: fc.nat(leafCount - 1),
    kind: fc.constantFrom<RatchetKind>('handshake', 'application'),
    generation: fc.nat(generations - 1),
    seconds: fc.nat(40),
  }),
  { minLength: 1, maxLength: 8 },
);

describe('what is left after any messages in any order', () => {
  test('gives none of their keys away, in memory and in store', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (wanted) => {
        const secret = suite.random(suite.hashBytes);
        const intruder = new Intruder(suite, { depth: 2, generations });
        const everything = await intruder.finds([secret]);
        const stored = new StoredTree(suite, secret, leafCount);
        const consumed = new Set<string>();
        let now = 1_000;
        for (const { leafIndex, kind, generation, seconds } of wanted) {
          now += seconds;
          try {
            const { key, nonce } = await stored.take(leafIndex, kind, generation, now);
            // That the intruder would find them where they are: what is asked below can fail.
            for (const bytes of [key, nonce]) {
              expect(everything).toContain(toHex(bytes));
              consumed.add(toHex(bytes));
            }
          } catch (error) {
            if (!isSottoError(error, 'MLS_KEY_CONSUMED')) throw error;
          }
        }
        const inMemory = await intruder.finds(bytesReachable(stored.tree));
        const inStore = await intruder.finds(stored.records.values());
        for (const found of [inMemory, inStore]) {
          expect([...consumed].filter((key) => found.has(key))).toEqual([]);
        }
        expect(inMemory.isSubsetOf(inStore)).toBe(true);
      }),
      { numRuns: 8 },
    );
  });

  test('opens what has not come yet: all later generations, and the skipped ones by themselves', async () => {
    const secret = suite.random(suite.hashBytes);
    const intruder = new Intruder(suite, { depth: 2, generations });
    const stored = new StoredTree(suite, secret, leafCount);
    const other = new StoredTree(suite, secret, leafCount);
    await stored.take(1, 'application', 3);
    const left = await intruder.finds(bytesReachable(stored.tree));
    for (const generation of [0, 1, 2, 4]) {
      const { key } = await other.take(1, 'application', generation);
      expect(left).toContain(toHex(key));
    }
    const lengths = [...bytesReachable(stored.tree)].map(({ length }) => length);
    expect(lengths.toSorted((one, other) => one - other)).toEqual(
      // Skipped keys and nonces; two ratchets; the other leaf below, the other half of the tree.
      [12, 12, 12, 16, 16, 16, 32, 32, 32, 32],
    );
  });

  test('a skipped generation has no secret: with its key, no other one is found', async () => {
    const stored = new StoredTree(suite, suite.random(suite.hashBytes), leafCount);
    await stored.take(0, 'application', 2);
    const skipped = [...stored.records].filter(([name]) => name.startsWith('skipped/'));
    expect(skipped.map(([name]) => name)).toEqual(['skipped/0/a/0', 'skipped/0/a/1']);
    for (const [, bytes] of skipped) {
      expect(bytes).toHaveLength(suite.keyBytes + suite.nonceBytes + 8);
    }
    const intruder = new Intruder(suite, { depth: 2, generations });
    const found = await intruder.finds(skipped.map(([, bytes]) => bytes));
    for (const generation of [3, 4]) {
      const { key } = await stored.take(0, 'application', generation);
      expect(found).not.toContain(toHex(key));
    }
  });
});

describe('what is handed back for overwriting', () => {
  test('is all that the tree before had and the tree after has not, with the key of the message', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (wanted) => {
        const stored = new StoredTree(suite, suite.random(suite.hashBytes), leafCount);
        let now = 0;
        for (const { leafIndex, kind, generation, seconds } of wanted) {
          now += seconds;
          const before = bytesReachable(stored.tree);
          try {
            const taken = await stored.take(leafIndex, kind, generation, now);
            const after = bytesReachable(stored.tree);
            const gone = new Set([...before].filter((bytes) => !after.has(bytes)));
            gone.add(taken.messageKey.key).add(taken.messageKey.nonce);
            const spent = new Set(taken.spent);
            expect(gone.isSubsetOf(spent)).toBe(true);
            expect(spent.isDisjointFrom(after)).toBe(true);
            expect(spent.size).toBe(taken.spent.length);
          } catch (error) {
            if (!isSottoError(error, 'MLS_KEY_CONSUMED')) throw error;
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  test('skipped keys that are given up are in it', async () => {
    const stored = new StoredTree(suite, suite.random(suite.hashBytes), leafCount);
    const { secretTree } = await stored.take(0, 'application', limits.maxSkippedKeys);
    const old = bytesReachable(secretTree);
    const { spent } = await stored.take(0, 'application', limits.maxSkippedKeys + 3);
    // Two are skipped, so two of those before go: key and nonce of each; the ratchet's secret; the message's own two.
    expect(spent.filter((bytes) => old.has(bytes))).toHaveLength(5);
    expect(spent).toHaveLength(7);
  });
});
