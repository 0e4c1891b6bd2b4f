import { bytesEqual } from '../bytes.ts';
import type { Count } from '../count.ts';
import { asCount } from '../count.ts';
import { emptyTreeRoot, hashBytes, nodeHash } from './hashing.ts';

export interface InclusionClaim {
  /** Of the entry, as `leafHash` makes it. */
  readonly leafHash: Uint8Array;
  /** From 0. */
  readonly index: Count;
  /** Leaves of the tree. */
  readonly size: Count;
  readonly root: Uint8Array;
  /** From the leaf towards the root, 32 bytes each. */
  readonly proof: readonly Uint8Array[];
}

export interface ConsistencyClaim {
  readonly oldSize: Count;
  readonly oldRoot: Uint8Array;
  readonly size: Count;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** True when the tree has this leaf at this index (RFC 9162 §2.1.3.2). Never throws: whatever cannot be is `false`. */
export function verifyInclusion(claim: InclusionClaim): boolean {
  const [index, size] = [asCount(claim.index), asCount(claim.size)];
  if (index === undefined || size === undefined || index >= size) return false;
  if (!areHashes([claim.leafHash, claim.root, ...claim.proof])) return false;
  let [fn, sn] = [index, size - 1n];
  let hash = claim.leafHash;
  for (const other of claim.proof) {
    if (sn === 0n) return false;
    if (isOdd(fn) || fn === sn) {
      hash = nodeHash(other, hash);
      while (fn !== 0n && !isOdd(fn)) [fn, sn] = [fn >> 1n, sn >> 1n];
    } else {
      hash = nodeHash(hash, other);
    }
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  return sn === 0n && bytesEqual(hash, claim.root);
}

/**
 * True when the larger tree begins with the smaller (RFC 9162 §2.1.4.2). The empty tree begins every tree, without a proof.
 * Never throws: whatever cannot be is `false`.
 */
export function verifyConsistency(claim: ConsistencyClaim): boolean {
  const { oldRoot, root, proof } = claim;
  const [oldSize, size] = [asCount(claim.oldSize), asCount(claim.size)];
  if (oldSize === undefined || size === undefined || oldSize > size) return false;
  if (!areHashes([oldRoot, root, ...proof])) return false;
  if (oldSize === 0n && !bytesEqual(oldRoot, emptyTreeRoot())) return false;
  if (oldSize === size) return proof.length === 0 && bytesEqual(oldRoot, root);
  if (oldSize === 0n) return proof.length === 0;
  if (proof.length === 0) return false;
  const isPowerOfTwo = (oldSize & (oldSize - 1n)) === 0n;
  const [first, ...rest] = isPowerOfTwo ? [oldRoot, ...proof] : proof;
  let [fn, sn] = [oldSize - 1n, size - 1n];
  while (isOdd(fn)) [fn, sn] = [fn >> 1n, sn >> 1n];
  let [oldHash, hash] = [first!, first!];
  for (const other of rest) {
    if (sn === 0n) return false;
    if (isOdd(fn) || fn === sn) {
      oldHash = nodeHash(other, oldHash);
      hash = nodeHash(other, hash);
      while (fn !== 0n && !isOdd(fn)) [fn, sn] = [fn >> 1n, sn >> 1n];
    } else {
      hash = nodeHash(hash, other);
    }
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  return sn === 0n && bytesEqual(oldHash, oldRoot) && bytesEqual(hash, root);
}

function areHashes(values: readonly Uint8Array[]): boolean {
  return values.every((value) => value.length === hashBytes);
}

function isOdd(value: bigint): boolean {
  return (value & 1n) === 1n;
}
