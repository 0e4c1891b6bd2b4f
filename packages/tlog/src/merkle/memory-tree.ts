import { concatBytes } from '../bytes.ts';
import type { Count } from '../count.ts';
import { toCount } from '../count.ts';
import { tlogError } from '../error.ts';
import type { Tile } from '../tiles/tile.ts';
import { checkTile } from '../tiles/tile.ts';
import { hashBytes, leafHash, nodeHash } from './hashing.ts';
import type { LeafRange, Subtree } from './ranges.ts';
import { consistencyRanges, hashRange, inclusionRanges } from './ranges.ts';

/**
 * A Merkle tree in memory (RFC 6962 §2.1), two hashes of 32 bytes a leaf. For who writes a log, and for tests; who reads one has
 * `openTiledTree`. Whatever is asked for an earlier size is what it was then.
 */
export class MemoryTree {
  /** All complete subtrees, by level and index. */
  readonly #levels: Uint8Array[][] = [[]];

  /** Leaves so far. */
  get size(): bigint {
    return BigInt(this.#levels[0]!.length);
  }

  /** Adds an entry and returns its index. */
  append(entry: Uint8Array): bigint {
    return this.appendLeaf(leafHash(entry));
  }

  /** Adds the hash of an entry and returns its index. @throws TLOG_INPUT for what has not 32 bytes. */
  appendLeaf(hash: Uint8Array): bigint {
    if (hash.length !== hashBytes) throw tlogError('TLOG_INPUT', 'A leaf hash has 32 bytes.');
    const index = this.size;
    this.#levels[0]!.push(hash.slice());
    for (let level = 0; this.#levels[level]!.length % 2 === 0; level += 1) {
      const [left, right] = this.#levels[level]!.slice(-2);
      (this.#levels[level + 1] ??= []).push(nodeHash(left!, right!));
    }
    return index;
  }

  /** Another tree with these leaves, which grows by itself. */
  copy(): MemoryTree {
    const copy = new MemoryTree();
    this.#levels.forEach((level, at) => (copy.#levels[at] = [...level]));
    return copy;
  }

  /** The root of the first `size` leaves. @throws TLOG_INPUT when there are not so many. */
  root(size: Count = this.size): Uint8Array {
    return this.#hash({ start: 0n, end: this.#within(size) });
  }

  /** That leaf `index` is in the tree of `size` leaves. @throws TLOG_INPUT when it is not. */
  inclusionProof(index: Count, size: Count = this.size): readonly Uint8Array[] {
    const [leaf, end] = [toCount(index), this.#within(size)];
    if (leaf >= end) throw tlogError('TLOG_INPUT', 'The tree has no such leaf.');
    return inclusionRanges(leaf, end).map((range) => this.#hash(range));
  }

  /** That the tree of `size` begins with that of `oldSize`. @throws TLOG_INPUT when `oldSize` is larger. */
  consistencyProof(oldSize: Count, size: Count = this.size): readonly Uint8Array[] {
    const [old, end] = [toCount(oldSize), this.#within(size)];
    if (old > end) throw tlogError('TLOG_INPUT', 'The old tree is larger than the new one.');
    return consistencyRanges(old, end).map((range) => this.#hash(range));
  }

  /** The bytes of a tile, 32 for each hash (tlog-tiles, Merkle Tree). @throws TLOG_INPUT when the tree has not all of it. */
  tile(tile: Tile): Uint8Array {
    const { level, index, width } = checkTile(tile);
    const first = index << 8n;
    return concatBytes(
      ...Array.from({ length: width }, (_, offset) =>
        this.#subtree({ level: 8 * level, index: first + BigInt(offset) }),
      ),
    );
  }

  #within(size: Count): bigint {
    const end = toCount(size);
    if (end > this.size) throw tlogError('TLOG_INPUT', 'The tree has not so many leaves.');
    return end;
  }

  #hash(range: LeafRange): Uint8Array {
    return hashRange(range, (subtree) => this.#subtree(subtree)).slice();
  }

  #subtree({ level, index }: Subtree): Uint8Array {
    const hash = this.#levels[level]?.[Number(index)];
    if (hash === undefined) throw tlogError('TLOG_INPUT', 'The tree has not so many leaves.');
    return hash;
  }
}
