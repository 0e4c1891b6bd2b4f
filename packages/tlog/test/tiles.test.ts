import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReadTile, Tile } from '@sotto/tlog';
import {
  entriesPath,
  formatEntryBundle,
  leafHash,
  MemoryTree,
  newTiles,
  openTiledTree,
  parseEntryBundle,
  parseTilePath,
  tilePath,
  tileWidth,
  verifyConsistency,
  verifyInclusion,
} from '@sotto/tlog';
import { codeOf, rejectionOf } from './codes.ts';
import { flipped, utf8 } from './keys.ts';

const maxSize = 70_000;
const tree = new MemoryTree();
const entryOf = (index: number): Uint8Array => utf8(`entry ${index}`);
for (let index = 0; index < maxSize; index += 1) tree.append(entryOf(index));

/** A log of `size` leaves that serves what it must, and counts. */
function serve(size: number): { readonly read: ReadTile; readonly paths: string[] } {
  const paths: string[] = [];
  const read: ReadTile = async (path) => {
    paths.push(path);
    const named = parseTilePath(path);
    const tile: Tile = named.kind === 'hashes' ? named.tile : { ...named.bundle, level: 0 };
    if (tileWidth(tile.level, tile.index, size) < tile.width) return undefined;
    if (named.kind === 'hashes') return tree.tile(tile);
    const first = Number(tile.index) * 256;
    return formatEntryBundle(Array.from({ length: tile.width }, (_, at) => entryOf(first + at)));
  };
  return { read, paths };
}

async function allOf(entries: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const all: Uint8Array[] = [];
  for await (const entry of entries) all.push(entry);
  return all;
}

describe('paths', () => {
  test('[5-1] an index has elements of three digits, all but the last behind an x', () => {
    for (const [index, path] of [
      [0, '000'],
      [7, '007'],
      [999, '999'],
      [1_000, 'x001/000'],
      [1_234_067, 'x001/x234/067'],
      [2n ** 63n - 1n, 'x009/x223/x372/x036/x854/x775/807'],
    ] as const) {
      expect(tilePath({ level: 5, index, width: 256 })).toBe(`tile/5/${path}`);
      expect(entriesPath({ index, width: 3 })).toBe(`tile/entries/${path}.p/3`);
      const named = { kind: 'hashes', tile: { level: 5, index: BigInt(index), width: 256 } };
      expect(parseTilePath(`tile/5/${path}`)).toEqual(named);
    }
  });

  test('[5-2] a level is 0 to 63 and a partial width 1 to 255, without leading zeros', () => {
    for (const bad of [
      'tile/64/000',
      'tile/00/000',
      'tile/-1/000',
      'tile/0/00',
      'tile/0/0000',
      'tile/0/x000/001',
      'tile/0/001/002',
      'tile/0/x001',
      'tile/0/000.p/0',
      'tile/0/000.p/256',
      'tile/0/000.p/01',
      'tile/0/000.p/',
      'tile/0/000.p',
      'tile/0/000/',
      '/tile/0/000',
      'tile/data/000',
      'tile/entries/000.p/256',
      'tile/8/0/000',
      'tile/0/x009/x223/x372/x036/x854/x775/808',
      `tile/0/${'x001/'.repeat(60)}001`,
      'checkpoint',
      '',
    ]) {
      expect(
        codeOf(() => parseTilePath(bad)),
        bad,
      ).toBe('TILE_PATH_MALFORMED');
    }
    for (const tile of [
      { level: 64, index: 0, width: 1 },
      { level: 0.5, index: 0, width: 1 },
      { level: 0, index: -1, width: 1 },
      { level: 0, index: 0, width: 0 },
      { level: 0, index: 0, width: 257 },
    ]) {
      expect(codeOf(() => tilePath(tile))).toBe('TLOG_INPUT');
    }
  });

  test('every path that is read is the one that would be written', () => {
    const paths = fc.stringMatching(
      /^tile\/(entries|\d{1,2})\/(x\d{3}\/){0,3}\d{3}(\.p\/\d{1,3})?$/,
    );
    fc.assert(
      fc.property(paths, (path) => {
        if (codeOf(() => parseTilePath(path)) !== undefined) return;
        const named = parseTilePath(path);
        expect(named.kind === 'hashes' ? tilePath(named.tile) : entriesPath(named.bundle)).toBe(
          path,
        );
      }),
    );
  });
});

describe('which tiles there are', () => {
  test('[5-3] a tree of 70,000 leaves has the tiles that the specification counts', () => {
    const tiles = [...newTiles(0, 70_000)];
    const count = (level: number, isFull: boolean): number =>
      tiles.filter((tile) => tile.level === level && (tile.width === 256) === isFull).length;
    expect([count(0, true), count(0, false), count(1, true), count(1, false)]).toEqual([
      273, 1, 1, 1,
    ]);
    expect([count(2, true), count(2, false), count(3, false)]).toEqual([0, 1, 0]);
    expect(tileWidth(0, 273, 70_000)).toBe(112);
    expect(tileWidth(1, 1, 70_000)).toBe(17);
    expect(tileWidth(2, 0, 70_000)).toBe(1);
    expect([...newTiles(0, 256)]).toEqual([
      { level: 0, index: 0n, width: 256 },
      { level: 1, index: 0n, width: 1 },
    ]);
  });

  test('[5-4] growing in steps writes in the end the tiles that growing at once does', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 12 });
    fc.assert(
      fc.property(steps, (grown) => {
        const widths = new Map<string, number>();
        let size = 0;
        for (const more of grown) {
          for (const tile of newTiles(size, size + more)) {
            const key = `${tile.level}/${tile.index}`;
            expect(tile.width).toBeGreaterThan(widths.get(key) ?? 0);
            widths.set(key, tile.width);
          }
          size += more;
        }
        const atOnce = [...newTiles(0, size)].map((tile) => [
          `${tile.level}/${tile.index}`,
          tile.width,
        ]);
        expect(widths).toEqual(new Map(atOnce as [string, number][]));
      }),
    );
    expect([...newTiles(300, 300)]).toEqual([]);
    expect(codeOf(() => [...newTiles(2, 1)])).toBe('TLOG_INPUT');
  });

  test('[5-5] a hash of a tile is the root of a full tile below', () => {
    const lower = tree.tile({ level: 0, index: 3, width: 256 });
    const small = new MemoryTree();
    for (let at = 0; at < 256; at += 1) small.appendLeaf(lower.slice(at * 32, at * 32 + 32));
    expect(tree.tile({ level: 1, index: 0, width: 4 }).slice(96)).toEqual(small.root());
    expect(codeOf(() => tree.tile({ level: 0, index: 273, width: 113 }))).toBe('TLOG_INPUT');
  });
});

describe('bundles of entries', () => {
  test('[5-6] entries stand behind their lengths, 1 to 256 of them', () => {
    const entries = [utf8('a'), new Uint8Array(0), new Uint8Array(65_535).fill(1)];
    const bundle = formatEntryBundle(entries);
    expect(bundle.slice(0, 5)).toEqual(Uint8Array.of(0, 1, 97, 0, 0));
    expect(parseEntryBundle(bundle)).toEqual(entries);
    const many = Array.from({ length: 257 }, () => utf8('x'));
    expect(parseEntryBundle(formatEntryBundle(many.slice(1)))).toHaveLength(256);
    for (const bad of [[], many, [new Uint8Array(65_536)]]) {
      expect(codeOf(() => formatEntryBundle(bad))).toBe('ENTRY_BUNDLE_MALFORMED');
    }
    for (const bad of [[], [0], [0, 1], [0, 0, 0], [0, 1, 1, 0, 2, 1]]) {
      expect(codeOf(() => parseEntryBundle(Uint8Array.from(bad)))).toBe('ENTRY_BUNDLE_MALFORMED');
    }
    const tooMany = new Uint8Array(257 * 2);
    expect(codeOf(() => parseEntryBundle(tooMany))).toBe('ENTRY_BUNDLE_MALFORMED');
  });
});

describe('a tree read from its tiles', () => {
  test('[5-7] gives the proofs and entries of the tree, for sizes around every edge', async () => {
    for (const size of [0, 1, 2, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 65_792, 70_000]) {
      const { read, paths } = serve(size);
      const tiled = await openTiledTree({ size, root: tree.root(size) }, read);
      expect(paths.length, 'only the edge is read').toBeLessThanOrEqual(3);
      for (const index of new Set([0, 1, 255, 256, size >> 1, size - 1])) {
        if (index < 0 || index >= size) continue;
        const [proof, leaf] = [await tiled.inclusionProof(index), await tiled.leafHash(index)];
        expect(leaf).toEqual(leafHash(entryOf(index)));
        expect(proof).toEqual(tree.inclusionProof(index, size));
        expect(verifyInclusion({ leafHash: leaf, index, size, root: tree.root(size), proof })).toBe(
          true,
        );
        expect(await allOf(tiled.entries(index, index + 1))).toEqual([entryOf(index)]);
      }
      for (const oldSize of new Set([0, 1, 256, 300, size >> 1, size])) {
        if (oldSize > size) continue;
        const [proof, oldRoot] = [
          await tiled.consistencyProof(oldSize),
          await tiled.rootAt(oldSize),
        ];
        expect(proof).toEqual(tree.consistencyProof(oldSize, size));
        expect(oldRoot).toEqual(tree.root(oldSize));
        expect(verifyConsistency({ oldSize, oldRoot, size, root: tree.root(size), proof })).toBe(
          true,
        );
      }
    }
  });

  test('entries come in order over the edges of bundles', async () => {
    const { read, paths } = serve(1_000);
    const tiled = await openTiledTree({ size: 1_000, root: tree.root(1_000) }, read);
    const all = await allOf(tiled.entries(250, 1_000));
    expect(all).toEqual(Array.from({ length: 750 }, (_, at) => entryOf(250 + at)));
    expect(paths.filter((path) => path.startsWith('tile/entries/'))).toHaveLength(4);
    expect(await allOf(tiled.entries(7, 7))).toEqual([]);
  });

  test('[5-8] a full tile stands in for a partial one that is gone', async () => {
    const grown = serve(70_000);
    const read: ReadTile = async (path) => (path.includes('.p/') ? undefined : grown.read(path));
    const tiled = await openTiledTree({ size: 300, root: tree.root(300) }, async (path) =>
      path.startsWith('tile/1/') ? grown.read(path) : read(path),
    );
    expect(await allOf(tiled.entries(0, 300))).toHaveLength(300);
    expect(grown.paths).toContain('tile/0/001');
  });

  test('[5-9] any changed bit of any tile or bundle is noticed before anything comes out', async () => {
    const size = 66_000;
    const target = 300;
    const uses = async (read: ReadTile): Promise<void> => {
      const tiled = await openTiledTree({ size, root: tree.root(size) }, read);
      await tiled.inclusionProof(target);
      await allOf(tiled.entries(target, target + 1));
    };
    const { read, paths } = serve(size);
    await uses(read);
    for (const path of new Set(paths)) {
      const bytes = (await read(path))!;
      for (let bit = 0; bit < bytes.length * 8; bit += 977) {
        const lying: ReadTile = async (each) => (each === path ? flipped(bytes, bit) : read(each));
        const code = await rejectionOf(() => uses(lying));
        expect(code, `${path} ${bit}`).toMatch(/^(TILE_WRONG|ENTRY_BUNDLE_MALFORMED)$/);
      }
      for (const cut of [0, 1, bytes.length - 1, bytes.length - 32]) {
        const short: ReadTile = async (each) => (each === path ? bytes.slice(0, cut) : read(each));
        const code = await rejectionOf(() => uses(short));
        expect(code, `${path} ${cut}`).toMatch(/^(TILE_WRONG|ENTRY_BUNDLE_MALFORMED)$/);
      }
      const without: ReadTile = async (each) => (each === path ? undefined : read(each));
      expect(await rejectionOf(() => uses(without)), path).toBe('TILE_MISSING');
    }
  });

  test('a tree of another root or size is refused at the edge', async () => {
    const { read } = serve(maxSize);
    const open = (size: number, root: Uint8Array): Promise<unknown> =>
      openTiledTree({ size, root }, read);
    expect(await rejectionOf(() => open(500, tree.root(501)))).toBe('TILE_WRONG');
    expect(await rejectionOf(() => open(0, tree.root(1)))).toBe('TILE_WRONG');
    expect(await rejectionOf(() => open(-1, tree.root(1)))).toBe('TLOG_INPUT');
  });

  test('what the tree has not is a fault of the caller', async () => {
    const tiled = await openTiledTree({ size: 300, root: tree.root(300) }, serve(300).read);
    expect(tiled.size).toBe(300n);
    for (const run of [
      () => tiled.leafHash(300),
      () => tiled.inclusionProof(-1),
      () => tiled.inclusionProof(2n ** 63n - 1n),
      () => tiled.consistencyProof(301),
      () => tiled.rootAt(301),
      () => allOf(tiled.entries(0, 301)),
      () => allOf(tiled.entries(2, 1)),
    ]) {
      expect(await rejectionOf(run)).toBe('TLOG_INPUT');
    }
  });
});
