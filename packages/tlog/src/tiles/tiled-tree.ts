import { bytesEqual } from '../bytes.ts';
import type { Count } from '../count.ts';
import { toCount } from '../count.ts';
import { tlogError } from '../error.ts';
import { hashBytes, leafHash, nodeHash } from '../merkle/hashing.ts';
import type { LeafRange, Subtree } from '../merkle/ranges.ts';
import { consistencyRanges, hashRange, inclusionRanges, subtreesOf } from '../merkle/ranges.ts';
import { parseEntryBundle } from './entry-bundle.ts';
import type { Tile } from './tile.ts';
import { entriesPath, tilePath, tileWidth } from './tile.ts';

/**
 * Where tiles come from: the bytes at a path below the log's prefix, or `undefined` when there are none. The reader bounds what it
 * takes: no tile has more than 8,192 bytes, no bundle more than 16,777,472.
 */
export type ReadTile = (path: string) => Promise<Uint8Array | undefined>;

/** A tree whose size and root are believed. */
export interface TreeHead {
  readonly size: Count;
  readonly root: Uint8Array;
}

/**
 * A log read from its tiles (C2SP tlog-tiles). Whatever comes out was verified against the root: whoever served the tiles can
 * withhold, not lie. Calls reject with TILE_MISSING for a tile that is not there, TILE_WRONG for one that does not belong to the
 * root, and TLOG_INPUT for what the tree has not. Tiles of hashes that were verified are kept; bundles are not.
 */
export interface TiledTree {
  readonly size: bigint;
  /** 32 bytes. */
  readonly leafHash: (index: Count) => Promise<Uint8Array>;
  /** The root that the tree had at an earlier size. */
  readonly rootAt: (size: Count) => Promise<Uint8Array>;
  /** For `verifyInclusion`. */
  readonly inclusionProof: (index: Count) => Promise<readonly Uint8Array[]>;
  /** For `verifyConsistency`. */
  readonly consistencyProof: (oldSize: Count) => Promise<readonly Uint8Array[]>;
  /** Entries from `start` up to, without, `end`, in order. One bundle of at most 256 is held at a time. */
  readonly entries: (start: Count, end: Count) => AsyncIterable<Uint8Array>;
}

/**
 * Reads the right edge of the tree, at most one tile a level, and verifies it against the root; the rest follows from it.
 *
 * @throws TILE_MISSING, TILE_WRONG, TLOG_INPUT.
 */
export async function openTiledTree(head: TreeHead, read: ReadTile): Promise<TiledTree> {
  const size = toCount(head.size);
  const tiles = new VerifiedTiles(size, read);
  await tiles.readEdge(head.root);
  const hashAll = async (ranges: readonly LeafRange[]): Promise<readonly Uint8Array[]> => {
    for (const subtree of ranges.flatMap(subtreesOf)) await tiles.load(tileOf(subtree));
    return ranges.map((range) => hashRange(range, (subtree) => tiles.hashOf(subtree)));
  };
  const within = (value: Count, bound: bigint): bigint => {
    const count = toCount(value);
    if (count > bound) throw tlogError('TLOG_INPUT', 'The tree has not so many leaves.');
    return count;
  };
  const leaf = (index: Count): bigint => within(toCount(index) + 1n, size) - 1n;

  async function* entries(start: Count, end: Count): AsyncGenerator<Uint8Array> {
    const last = within(end, size);
    let at = within(start, last);
    while (at < last) {
      const index = at >> 8n;
      const bundle = await tiles.readBundle(index);
      const until = last < (index + 1n) << 8n ? last : (index + 1n) << 8n;
      for (; at < until; at += 1n) yield bundle[Number(at & 255n)]!;
    }
  }

  return {
    size,
    leafHash: async (index) => {
      const at = leaf(index);
      return (await hashAll([{ start: at, end: at + 1n }]))[0]!;
    },
    rootAt: async (past) => (await hashAll([{ start: 0n, end: within(past, size) }]))[0]!,
    inclusionProof: async (index) => hashAll(inclusionRanges(leaf(index), size)),
    consistencyProof: async (oldSize) => hashAll(consistencyRanges(within(oldSize, size), size)),
    entries,
  };
}

interface Place {
  readonly level: number;
  readonly index: bigint;
}

/** The tile that has what a subtree's hash is made of. */
function tileOf({ level, index }: Subtree): Place {
  return { level: Math.floor(level / 8), index: index >> BigInt(8 - (level % 8)) };
}

class VerifiedTiles {
  readonly #size: bigint;
  readonly #read: ReadTile;
  readonly #tiles = new Map<string, Uint8Array>();

  constructor(size: bigint, read: ReadTile) {
    this.#size = size;
    this.#read = read;
  }

  /** The partial tiles: together they have every subtree that the root is made of. */
  async readEdge(root: Uint8Array): Promise<void> {
    for (let level = 0; this.#size >> BigInt(8 * level) > 0n; level += 1) {
      const index = this.#size >> BigInt(8 * level + 8);
      if (tileWidth(level, index, this.#size) === 0) continue;
      this.#tiles.set(keyOf({ level, index }), await this.#fetch({ level, index }));
    }
    const found = hashRange({ start: 0n, end: this.#size }, (subtree) => this.hashOf(subtree));
    if (!bytesEqual(found, root)) throw wrong();
  }

  /** Reads and verifies a tile, and those above it as far as they are needed. */
  async load(place: Place): Promise<Uint8Array> {
    const kept = this.#tiles.get(keyOf(place));
    if (kept !== undefined) return kept;
    // Not at the edge, so it is full, and its root is one hash of the tile above.
    const above = { level: place.level + 1, index: place.index >> 8n };
    const parent = await this.load(above);
    const tile = await this.#fetch(place);
    const slot = Number(place.index & 255n);
    const expected = parent.subarray(slot * hashBytes, (slot + 1) * hashBytes);
    if (!bytesEqual(hashSlots(tile, 0, tile.length / hashBytes), expected)) throw wrong();
    this.#tiles.set(keyOf(place), tile);
    return tile;
  }

  /** From a tile that was loaded. */
  hashOf(subtree: Subtree): Uint8Array {
    const tile = this.#tiles.get(keyOf(tileOf(subtree)));
    if (tile === undefined) throw wrong();
    const width = 1 << (subtree.level % 8);
    return hashSlots(tile, Number((subtree.index * BigInt(width)) & 255n), width);
  }

  /** The entries under a tile of level 0. */
  async readBundle(index: bigint): Promise<readonly Uint8Array[]> {
    const tile = await this.load({ level: 0, index });
    const width = tile.length / hashBytes;
    const bytes = await this.#readPath(width, (each) => entriesPath({ index, width: each }));
    const entries = parseEntryBundle(bytes).slice(0, width);
    const isEntry = (entry: Uint8Array, slot: number): boolean =>
      bytesEqual(leafHash(entry), hashSlots(tile, slot, 1));
    if (entries.length !== width || !entries.every(isEntry)) throw wrong();
    return entries;
  }

  async #fetch({ level, index }: Place): Promise<Uint8Array> {
    const width = tileWidth(level, index, this.#size);
    const path = (each: number): string => tilePath({ level, index, width: each } satisfies Tile);
    const bytes = await this.#readPath(width, path);
    if (bytes.length < width * hashBytes || bytes.length % hashBytes !== 0) throw wrong();
    return bytes.slice(0, width * hashBytes);
  }

  /** A partial tile may have been deleted since the full one is there (Partial Tiles). */
  async #readPath(width: number, path: (width: number) => string): Promise<Uint8Array> {
    const bytes =
      (await this.#read(path(width))) ?? (width < 256 ? await this.#read(path(256)) : undefined);
    if (bytes === undefined) throw tlogError('TILE_MISSING', 'A tile of the log is not there.');
    return bytes;
  }
}

/** The hash of a power of two of neighbouring hashes of a tile. */
function hashSlots(tile: Uint8Array, first: number, count: number): Uint8Array {
  if (count === 1) return tile.slice(first * hashBytes, (first + 1) * hashBytes);
  const half = count / 2;
  return nodeHash(hashSlots(tile, first, half), hashSlots(tile, first + half, half));
}

function keyOf({ level, index }: Place): string {
  return `${level}/${index}`;
}

function wrong(): Error {
  return tlogError('TILE_WRONG', 'A tile of the log does not belong to its root.');
}
