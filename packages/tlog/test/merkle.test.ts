import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  emptyTreeRoot,
  leafHash,
  MemoryTree,
  nodeHash,
  verifyConsistency,
  verifyInclusion,
} from '@sotto/tlog';
import { codeOf } from './codes.ts';
import { flipped, utf8 } from './keys.ts';

const maxSize = 300;
const entries = Array.from({ length: maxSize }, (_, index) => utf8(`entry ${index}`));
const tree = new MemoryTree();
for (const entry of entries) tree.append(entry);
const roots = Array.from({ length: maxSize + 1 }, (_, size) => tree.root(size));

const sha256 = (...parts: readonly Uint8Array[]): Uint8Array =>
  new Uint8Array(createHash('sha256').update(Buffer.concat(parts)).digest());

/** MTH of RFC 6962 §2.1, word for word. */
function rootByDefinition(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return sha256(Uint8Array.of(0), leaves[0]!);
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)].map(rootByDefinition);
  return sha256(Uint8Array.of(1), left!, right!);
}

const sizes = fc.integer({ min: 1, max: maxSize });
const pairs = fc.tuple(fc.integer({ min: 0, max: maxSize }), fc.integer({ min: 0, max: maxSize }));

describe('hashes', () => {
  test('[4-1] leaves, nodes and the empty tree hash as RFC 6962 says', () => {
    expect(emptyTreeRoot()).toEqual(sha256());
    expect(leafHash(utf8('a'))).toEqual(sha256(Uint8Array.of(0), utf8('a')));
    expect(leafHash(new Uint8Array(0))).toEqual(sha256(Uint8Array.of(0)));
    expect(nodeHash(roots[1]!, roots[2]!)).toEqual(sha256(Uint8Array.of(1), roots[1]!, roots[2]!));
  });

  test('[4-2] the root of every size is the one of the definition', () => {
    for (let size = 0; size <= maxSize; size += 1) {
      expect(roots[size], String(size)).toEqual(rootByDefinition(entries.slice(0, size)));
    }
  });
});

describe('inclusion', () => {
  test('[4-3] every leaf of every tree up to 300 leaves proves itself', () => {
    for (let size = 1; size <= maxSize; size += 1) {
      for (let index = 0; index < size; index += size > 140 ? 7 : 1) {
        const proof = tree.inclusionProof(index, size);
        const claim = {
          leafHash: leafHash(entries[index]!),
          index,
          size,
          root: roots[size]!,
          proof,
        };
        if (!verifyInclusion(claim)) throw new Error(`leaf ${index} of ${size}`);
      }
    }
  });

  test('[4-4] every changed bit of a proof, root or leaf is refused', () => {
    for (const [index, size] of [
      [0, 1],
      [0, 2],
      [2, 3],
      [6, 7],
      [11, 100],
      [255, 256],
      [256, 257],
      [299, 300],
    ] as const) {
      const proof = tree.inclusionProof(index, size);
      const claim = { leafHash: leafHash(entries[index]!), index, size, root: roots[size]!, proof };
      for (let bit = 0; bit < 256; bit += 1) {
        expect(verifyInclusion({ ...claim, root: flipped(claim.root, bit) })).toBe(false);
        expect(verifyInclusion({ ...claim, leafHash: flipped(claim.leafHash, bit) })).toBe(false);
        for (const at of proof.keys()) {
          const changed = proof.with(at, flipped(proof[at]!, bit));
          expect(verifyInclusion({ ...claim, proof: changed })).toBe(false);
        }
      }
    }
  });

  test('[4-5] a proof holds for no other leaf, index or size, nor with a hash more or less', () => {
    const cases = fc
      .tuple(sizes, fc.nat(), sizes, fc.nat({ max: maxSize }))
      .map(([size, n, otherSize, other]) => ({ size, index: n % size, otherSize, other }));
    fc.assert(
      fc.property(cases, ({ size, index, otherSize, other }) => {
        const proof = tree.inclusionProof(index, size);
        const claim = {
          leafHash: leafHash(entries[index]!),
          index,
          size,
          root: roots[size]!,
          proof,
        };
        expect(verifyInclusion(claim)).toBe(true);
        if (other !== index) expect(verifyInclusion({ ...claim, index: other })).toBe(false);
        const root = roots[otherSize]!;
        if (otherSize !== size) expect(verifyInclusion({ ...claim, root })).toBe(false);
        expect(verifyInclusion({ ...claim, proof: [...proof, root] })).toBe(false);
        expect(verifyInclusion({ ...claim, proof: [root, ...proof] })).toBe(false);
        expect(verifyInclusion({ ...claim, proof: [...proof, new Uint8Array(0)] })).toBe(false);
        if (proof.length > 0) {
          expect(verifyInclusion({ ...claim, proof: proof.slice(1) })).toBe(false);
          expect(verifyInclusion({ ...claim, proof: proof.slice(0, -1) })).toBe(false);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('what cannot be a claim is false and throws nothing', () => {
    const claim = {
      leafHash: leafHash(entries[0]!),
      index: 0,
      size: 1,
      root: roots[1]!,
      proof: [],
    };
    expect(verifyInclusion(claim)).toBe(true);
    for (const index of [-1, 0.5, Number.NaN, 1, 1n, -1n, 2n ** 64n - 1n, 2 ** 64])
      expect(verifyInclusion({ ...claim, index })).toBe(false);
    for (const size of [-1, 0, 0.5, 0n, 2n ** 63n])
      expect(verifyInclusion({ ...claim, size })).toBe(false);
    for (const root of [new Uint8Array(0), new Uint8Array(31), new Uint8Array(33)])
      expect(verifyInclusion({ ...claim, root })).toBe(false);
  });
});

describe('consistency', () => {
  test('[4-6] every two trees up to 300 leaves are consistent', () => {
    for (let size = 0; size <= maxSize; size += 1) {
      for (let oldSize = 0; oldSize <= size; oldSize += size > 140 ? 7 : 1) {
        const proof = tree.consistencyProof(oldSize, size);
        const claim = { oldSize, oldRoot: roots[oldSize]!, size, root: roots[size]!, proof };
        if (!verifyConsistency(claim)) throw new Error(`${oldSize} to ${size}`);
      }
    }
  });

  test('[4-7] every changed bit of a proof or root is refused', () => {
    for (const [oldSize, size] of [
      [1, 2],
      [2, 3],
      [4, 7],
      [6, 8],
      [33, 100],
      [128, 256],
      [256, 257],
      [255, 300],
    ] as const) {
      const proof = tree.consistencyProof(oldSize, size);
      const claim = { oldSize, oldRoot: roots[oldSize]!, size, root: roots[size]!, proof };
      for (let bit = 0; bit < 256; bit += 1) {
        expect(verifyConsistency({ ...claim, root: flipped(claim.root, bit) })).toBe(false);
        expect(verifyConsistency({ ...claim, oldRoot: flipped(claim.oldRoot, bit) })).toBe(false);
        for (const at of proof.keys()) {
          const changed = proof.with(at, flipped(proof[at]!, bit));
          expect(verifyConsistency({ ...claim, proof: changed })).toBe(false);
        }
      }
    }
  });

  test('[4-8] a proof holds for no other two trees, nor with a hash more or less', () => {
    fc.assert(
      fc.property(pairs, fc.nat({ max: maxSize }), ([a, b], other) => {
        const [oldSize, size] = a < b ? [a, b] : [b, a];
        const proof = tree.consistencyProof(oldSize, size);
        const claim = { oldSize, oldRoot: roots[oldSize]!, size, root: roots[size]!, proof };
        expect(verifyConsistency(claim)).toBe(true);
        if (other !== oldSize) {
          const oldRoot = roots[other]!;
          expect(verifyConsistency({ ...claim, oldRoot })).toBe(false);
        }
        if (other !== size && oldSize !== 0)
          expect(verifyConsistency({ ...claim, root: roots[other]! })).toBe(false);
        expect(verifyConsistency({ ...claim, proof: [...proof, roots[other]!] })).toBe(false);
        expect(verifyConsistency({ ...claim, proof: [roots[other]!, ...proof] })).toBe(false);
        if (proof.length > 0) {
          expect(verifyConsistency({ ...claim, proof: proof.slice(1) })).toBe(false);
          expect(verifyConsistency({ ...claim, proof: proof.slice(0, -1) })).toBe(false);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('[4-9] the empty tree begins every tree, without a proof and under its own root', () => {
    const claim = { oldSize: 0, oldRoot: emptyTreeRoot(), size: 9, root: roots[9]!, proof: [] };
    expect(verifyConsistency(claim)).toBe(true);
    expect(verifyConsistency({ ...claim, proof: [roots[9]!] })).toBe(false);
    expect(verifyConsistency({ ...claim, oldRoot: roots[1]! })).toBe(false);
    expect(verifyConsistency({ ...claim, size: 0 })).toBe(false);
    expect(verifyConsistency({ ...claim, size: 0, root: emptyTreeRoot() })).toBe(true);
  });

  test('[4-10] two trees of one size are consistent when their roots are, without a proof', () => {
    const claim = { oldSize: 9, oldRoot: roots[9]!, size: 9, root: roots[9]!, proof: [] };
    expect(verifyConsistency(claim)).toBe(true);
    expect(verifyConsistency({ ...claim, root: roots[8]! })).toBe(false);
    expect(verifyConsistency({ ...claim, proof: [roots[9]!] })).toBe(false);
    expect(verifyConsistency({ ...claim, oldSize: 10 })).toBe(false);
  });
});

test('a tree in memory refuses what it has not', () => {
  for (const run of [
    () => tree.root(maxSize + 1),
    () => tree.inclusionProof(5, 5),
    () => tree.inclusionProof(-1),
    () => tree.consistencyProof(6, 5),
    () => tree.appendLeaf(new Uint8Array(31)),
  ]) {
    expect(codeOf(run)).toBe('TLOG_INPUT');
  }
});

test('what a tree gives out is not its own memory', () => {
  const own = new MemoryTree();
  const hash = leafHash(utf8('x'));
  own.appendLeaf(hash);
  hash.fill(0);
  own.root().fill(0);
  expect(own.root()).toEqual(leafHash(utf8('x')));
});

test('a copy of a tree grows by itself', () => {
  const small = new MemoryTree();
  for (const entry of entries.slice(0, 5)) small.append(entry);
  const copy = small.copy();
  expect(copy.root()).toEqual(roots[5]);
  for (const entry of entries.slice(5, 9)) copy.append(entry);
  expect(copy.root()).toEqual(roots[9]);
  expect(small.size).toBe(5n);
  expect(small.root()).toEqual(roots[5]);
});
