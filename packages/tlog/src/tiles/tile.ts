import type { Count } from '../count.ts';
import { asCount, parseDecimal, toCount } from '../count.ts';
import { tlogError } from '../error.ts';
import { tlogLimits } from '../limits.ts';

/** One tile: hashes `index * 256` and following, `width` of them, of the subtrees of 256^`level` leaves. */
export interface Tile {
  /** 0 to 63. */
  readonly level: number;
  readonly index: Count;
  /** 1 to 256; 256 is a full tile. */
  readonly width: number;
}

/** One bundle of entries: those under the tile of level 0 with the same index and width. */
export type EntryBundle = Omit<Tile, 'level'>;

/** What a path names. */
export type TilePath =
  | { readonly kind: 'hashes'; readonly tile: Tile & { readonly index: bigint } }
  | { readonly kind: 'entries'; readonly bundle: EntryBundle & { readonly index: bigint } };

/**
 * The path below the log's prefix, such as `tile/0/x001/x234/067` or `tile/1/000.p/8` (C2SP tlog-tiles, Merkle Tree).
 *
 * @throws TLOG_INPUT for a level, index or width that cannot be.
 */
export function tilePath(tile: Tile): string {
  const { level, index, width } = checkTile(tile);
  return `tile/${level}/${indexPath(index, width)}`;
}

/** The path of a bundle, such as `tile/entries/000.p/8` (tlog-tiles, Log entries). @throws TLOG_INPUT */
export function entriesPath(bundle: EntryBundle): string {
  const { index, width } = checkTile({ ...bundle, level: 0 });
  return `tile/entries/${indexPath(index, width)}`;
}

/**
 * What a path below the log's prefix names. Only the one spelling that `tilePath` or `entriesPath` would write is taken.
 *
 * @throws TILE_PATH_MALFORMED
 */
export function parseTilePath(path: string): TilePath {
  const parts =
    path.length <= tlogLimits.maxTilePathBytes
      ? /^tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/.exec(path)
      : null;
  const [, first = '', digits = '', partial] = parts ?? [];
  const index = parseDecimal(digits.replaceAll(/[x/]/g, '').replace(/^0+(?=.)/, ''));
  const width = partial === undefined ? tlogLimits.maxTileHashes : Number(partial);
  const level = first === 'entries' ? 0 : Number(first);
  if (index !== undefined && isTile({ level, index, width })) {
    const tile = { level, index, width };
    if (first !== 'entries' && tilePath(tile) === path) return { kind: 'hashes', tile };
    if (first === 'entries' && entriesPath(tile) === path) {
      return { kind: 'entries', bundle: { index, width } };
    }
  }
  throw tlogError('TILE_PATH_MALFORMED', 'The path names no tile and no bundle of entries.');
}

/** How many hashes a tile has in a tree: 0 to 256; below 256 it is partial, at 0 it must not be there (Partial Tiles). */
export function tileWidth(level: number, index: Count, size: Count): number {
  const { index: at } = checkTile({ level, index, width: 1 });
  const hashes = toCount(size) >> BigInt(8 * level);
  const there = hashes - (at << 8n);
  return there <= 0n ? 0 : Number(there < 256n ? there : 256n);
}

/**
 * The tiles that a log of `size` leaves serves and one of `oldSize` did not: what to write when it grew. At most one partial tile
 * of each level.
 *
 * @throws TLOG_INPUT when `oldSize` is the larger.
 */
export function* newTiles(
  oldSize: Count,
  size: Count,
): Generator<Tile & { readonly index: bigint }> {
  const [before, now] = [toCount(oldSize), toCount(size)];
  if (before > now) throw tlogError('TLOG_INPUT', 'The old tree is larger than the new one.');
  for (let level = 0; now >> BigInt(8 * level) > 0n; level += 1) {
    const shift = BigInt(8 * level);
    const [old, hashes] = [before >> shift, now >> shift];
    if (old === hashes) continue;
    for (let index = old >> 8n; index << 8n < hashes; index += 1n) {
      yield { level, index, width: tileWidth(level, index, now) };
    }
  }
}

/** @throws TLOG_INPUT for a tile that cannot be. */
export function checkTile(tile: Tile): Tile & { readonly index: bigint } {
  if (!isTile(tile)) {
    throw tlogError('TLOG_INPUT', 'A tile has level 0 to 63, an index, and width 1 to 256.');
  }
  return { ...tile, index: toCount(tile.index) };
}

function isTile({ level, index, width }: Tile): boolean {
  return (
    isBetween(level, 0, 63) &&
    isBetween(width, 1, tlogLimits.maxTileHashes) &&
    asCount(index) !== undefined
  );
}

function isBetween(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

function indexPath(index: bigint, width: number): string {
  const digits = index.toString();
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g) ?? [];
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
  return width === tlogLimits.maxTileHashes ? path : `${path}.p/${width}`;
}
