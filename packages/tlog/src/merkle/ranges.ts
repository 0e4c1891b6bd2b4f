import { emptyTreeRoot, nodeHash } from './hashing.ts';

/** Leaves from `start` up to, without, `end`. */
export interface LeafRange {
  readonly start: bigint;
  readonly end: bigint;
}

/** A subtree of 2^`level` leaves, the `index`th of its size. Its hash never changes once all its leaves are there. */
export interface Subtree {
  readonly level: number;
  readonly index: bigint;
}

/** The ranges whose hashes are the inclusion proof of a leaf, in its order: PATH of RFC 6962 §2.1.1. */
export function inclusionRanges(index: bigint, size: bigint): readonly LeafRange[] {
  const path: LeafRange[] = [];
  let [start, end] = [0n, size];
  while (end - start > 1n) {
    const middle = start + largestPowerBelow(end - start);
    if (index < middle) {
      path.push({ start: middle, end });
      end = middle;
    } else {
      path.push({ start, end: middle });
      start = middle;
    }
  }
  return path.reverse();
}

/** The ranges whose hashes are the consistency proof, in its order: PROOF of RFC 6962 §2.1.2. Empty when nothing is to prove. */
export function consistencyRanges(oldSize: bigint, size: bigint): readonly LeafRange[] {
  if (oldSize === 0n || oldSize === size) return [];
  const proof: LeafRange[] = [];
  let [start, end] = [0n, size];
  while (oldSize !== end) {
    const middle = start + largestPowerBelow(end - start);
    if (oldSize <= middle) {
      proof.push({ start: middle, end });
      end = middle;
    } else {
      proof.push({ start, end: middle });
      start = middle;
    }
  }
  // The old tree itself is known to whoever asks; a part of it is not.
  if (start !== 0n) proof.push({ start, end });
  return proof.reverse();
}

/** The complete subtrees of a range of a tree, from left to right. */
export function subtreesOf({ start, end }: LeafRange): readonly Subtree[] {
  const subtrees: Subtree[] = [];
  let at = start;
  while (at < end) {
    const level = bitLength(end - at) - 1;
    subtrees.push({ level, index: at >> BigInt(level) });
    at += 1n << BigInt(level);
  }
  return subtrees;
}

/** MTH of a range of a tree (RFC 6962 §2.1), from the hashes of its complete subtrees. */
export function hashRange(range: LeafRange, hashOf: (subtree: Subtree) => Uint8Array): Uint8Array {
  const hashes = subtreesOf(range).map(hashOf);
  return hashes.length === 0
    ? emptyTreeRoot()
    : hashes.reduceRight((right, left) => nodeHash(left, right));
}

/** The largest power of two below a count of 2 or more. */
function largestPowerBelow(count: bigint): bigint {
  return 1n << BigInt(bitLength(count - 1n) - 1);
}

function bitLength(value: bigint): number {
  return value.toString(2).length;
}
