import type { MemoryTree } from '@sotto/tlog';
import { entriesPath, formatEntryBundle, newTiles, tilePath, tlogLimits } from '@sotto/tlog';

/** One file of a log, by its path below the log's prefix. */
export interface LogFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The tiles and bundles of entries that a tree of `size` has and one of `oldSize` had not. */
export function tileFiles(
  tree: MemoryTree,
  entries: readonly Uint8Array[],
  oldSize: number,
  size: number,
): readonly LogFile[] {
  return [...newTiles(oldSize, size)].flatMap((tile) => {
    const hashes = { path: tilePath(tile), bytes: tree.tile(tile) };
    if (tile.level > 0) return [hashes];
    const { index, width } = tile;
    const first = Number(index) * tlogLimits.maxTileHashes;
    const bundle = formatEntryBundle(entries.slice(first, first + width));
    return [{ path: entriesPath({ index, width }), bytes: bundle }, hashes];
  });
}
