import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSottoError } from '@sotto/core';
import { loadSecretTree, saveSecretTree } from '../../src/secret-tree/saved-tree.ts';
import type { RatchetKind, SecretChange } from '../../src/secret-tree/secret-tree.ts';
import { createSecretTree } from '../../src/secret-tree/secret-tree.ts';
import { takeAt, takeNext } from '../../src/secret-tree/take-key.ts';
import { testSuite } from '../suite.ts';
import { StoredTree } from './stored-tree.ts';

const suite = testSuite();
const secret = suite.random(suite.hashBytes);

async function usedTree(): Promise<StoredTree> {
  const stored = new StoredTree(suite, secret, 4);
  await stored.take(2, 'application', 2, 7);
  await stored.take(2, 'handshake', 1, 8);
  await stored.take(0, 'application', 0, 9);
  return stored;
}

function bytesOf(changes: readonly SecretChange[]): number {
  let bytes = 0;
  for (const change of changes) bytes += change.name.length + (change.bytes?.length ?? 0);
  return bytes;
}

describe('records', () => {
  test('of a new epoch are one', () => {
    const [record, ...others] = saveSecretTree(createSecretTree(secret, 1_024));
    expect(record).toEqual({ name: 'secret/1023', bytes: secret });
    expect(others).toEqual([]);
  });

  test('give the tree back, after any messages', async () => {
    const step = fc.record({
      leafIndex: fc.nat(3),
      kind: fc.constantFrom<RatchetKind>('handshake', 'application'),
      generation: fc.nat(8),
      seconds: fc.nat(40),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const stored = new StoredTree(suite, secret, 4);
        let now = 0;
        for (const { leafIndex, kind, generation, seconds } of steps) {
          now += seconds;
          try {
            await stored.take(leafIndex, kind, generation, now);
          } catch (error) {
            if (!isSottoError(error, 'MLS_KEY_CONSUMED')) throw error;
          }
          expect(stored.loaded()).toEqual(stored.tree);
          const whole = saveSecretTree(stored.tree).map(
            ({ name, bytes }) => [name, bytes] as const,
          );
          expect(new Map(stored.records)).toEqual(new Map(whole));
        }
      }),
      { numRuns: 30 },
    );
  });

  test('that a message changes among 1,000 members are well below 4 KiB', async () => {
    const first = await takeNext(
      suite,
      createSecretTree(secret.slice(), 1_024),
      500,
      'application',
    );
    expect(bytesOf(first.changes)).toBeLessThan(1_024);
    const next = await takeNext(suite, first.secretTree, 500, 'application');
    expect(next.changes.map(({ name }) => name)).toEqual(['ratchet/500/a']);
    expect(bytesOf(next.changes)).toBeLessThan(64);
    const limits = { maxForwardGenerations: 9, maxSkippedKeys: 9, maxSkippedSeconds: 9 };
    const options = { limits, nowSeconds: 0 };
    const late = await takeAt(suite, first.secretTree, 500, 'application', 5, options);
    expect(bytesOf(late.changes)).toBeLessThan(512);
  });
});

describe('records that were not saved so', () => {
  async function expectDamaged(
    damage: (records: Map<string, Uint8Array>) => void,
    leafCount: number = 4,
  ): Promise<void> {
    const { records } = await usedTree();
    loadSecretTree(suite, 4, new Map(records));
    const damaged = new Map(records);
    damage(damaged);
    let code: unknown;
    try {
      loadSecretTree(suite, leafCount, damaged);
    } catch (error) {
      ({ code } = error as { code?: unknown });
    }
    expect(code).toBe('MLS_STATE_DAMAGED');
  }

  test('any one missing that is not a skipped key', async () => {
    const { records } = await usedTree();
    for (const name of records.keys()) {
      if (!name.startsWith('skipped/')) await expectDamaged((damaged) => damaged.delete(name));
    }
  });

  test('one that is a byte shorter or longer', async () => {
    const { records } = await usedTree();
    for (const [name, bytes] of records) {
      await expectDamaged((damaged) => damaged.set(name, bytes.subarray(1)));
      await expectDamaged((damaged) => damaged.set(name, Uint8Array.of(...bytes, 0)));
    }
  });

  test('one too many: a secret above what is divided, a skipped key to come, another name', async () => {
    const { records } = await usedTree();
    const skipped = records.get('skipped/2/a/0')!;
    const ratchet = records.get('ratchet/2/a')!;
    const more: readonly (readonly [string, Uint8Array])[] = [
      ['secret/3', secret],
      ['secret/1', secret],
      ['secret/4', secret],
      ['secret/7', secret],
      ['ratchet/3/a', ratchet],
      ['ratchet/02/a', ratchet],
      ['skipped/2/a/3', skipped],
      ['skipped/2/a/01', skipped],
      ['skipped/02/a/0', skipped],
      ['skipped/1/a/0', skipped],
      ['skipped/4/a/0', skipped],
      ['skipped/2/b/0', skipped],
      ['', secret],
    ];
    for (const [name, bytes] of more) await expectDamaged((damaged) => damaged.set(name, bytes));
  });

  test('another number of leaves', async () => {
    for (const leafCount of [0, 1, 2, 3, 8, -4, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      await expectDamaged(() => {}, leafCount);
    }
  });

  test('none at all, whatever tree they should be of', () => {
    expect(() => loadSecretTree(suite, 2 ** 32, new Map())).toThrow(/not one that was saved/);
  });
});
