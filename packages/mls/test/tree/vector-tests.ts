import { describe, expect, test } from 'vitest';
import type { Suite } from '../../src/suite/suite.ts';
import { createSuite } from '../../src/suite/suite.ts';
import { createCrypto } from '../crypto.ts';
import { publishedVectors } from '../vectors.ts';
import type {
  TreeKemVector,
  TreeMathVector,
  TreeOperationsVector,
  TreeValidationVector,
} from './vector-checks.ts';
import {
  checkTreeKem,
  checkTreeMath,
  checkTreeOperations,
  checkTreeValidation,
} from './vector-checks.ts';

/** What is published for ratchet trees; the same in Node and in a browser. */
export function declareTreeVectorTests(depth: 'every member' | 'two members'): void {
  describe('published vectors, where they are there, hold for', () => {
    test('tree-math.json', async () => {
      await checkAll<TreeMathVector>('tree-math', 10, async (vector) => checkTreeMath(vector));
    });

    test('tree-operations.json', async () => {
      const suiteOf = await suites();
      await checkAll<TreeOperationsVector>('tree-operations', 5, async (vector) =>
        checkTreeOperations(suiteOf(vector), vector),
      );
    });

    test('tree-validation.json', async () => {
      const suiteOf = await suites();
      await checkAll<TreeValidationVector>('tree-validation', 98, async (vector) =>
        checkTreeValidation(suiteOf(vector), vector),
      );
    });

    test('treekem.json', async () => {
      const suiteOf = await suites();
      await checkAll<TreeKemVector>('treekem', 77, async (vector) =>
        checkTreeKem(suiteOf(vector), vector, depth),
      );
      // P-384 and P-521 take milliseconds a key.
    }, 300_000);
  });
}

interface OfSuite {
  readonly cipher_suite: number;
}

async function suites(): Promise<(vector: OfSuite) => Suite> {
  const crypto = await createCrypto();
  return (vector) => createSuite(crypto, vector.cipher_suite)!;
}

async function checkAll<T>(
  name: string,
  count: number,
  check: (vector: T) => Promise<void>,
): Promise<readonly T[]> {
  const vectors = await publishedVectors<T>(`mls/${name}.json`);
  if (vectors === undefined) return [];
  expect(vectors.length).toBe(count);
  for (const vector of vectors) await check(vector);
  return vectors;
}
