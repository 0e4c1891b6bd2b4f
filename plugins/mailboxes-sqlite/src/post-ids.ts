import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { PostIdHash } from './post-id-hash.ts';
import { PostIdTable } from './post-id-table.ts';

/** How much is kept where. */
export interface PostIdSizes {
  /** Ids of one generation. A full table of 300,000 takes 6 MiB. */
  readonly generationIds: number;
  /** In memory. Older ones are moved to a table on disk, where looking one up costs some ten times as much. */
  readonly maxGenerations: number;
  /** In one row on disk. */
  readonly maxRowIds: number;
}

const usualSizes: PostIdSizes = { generationIds: 300_000, maxGenerations: 8, maxRowIds: 4_096 };
/** A row that is shorter is added to, a longer one is left alone. */
const growRowBytes = 4_096;
const idBytes = 12;

interface Generation {
  readonly table: PostIdTable;
  /** Rows of `post_id_page`, both inclusive; none yet when `last` is below `first`. */
  first: number;
  last: number;
}

/**
 * Which posts were stored, each until its time has run out, so that a repeated one is stored once. Kept as hashes in
 * memory, in generations, and written to disk in the order of arrival: writing them where they sort would touch a page of
 * the file for nearly each of them.
 */
export class PostIds {
  readonly hash: PostIdHash;
  readonly #database: DatabaseSync;
  readonly #sizes: PostIdSizes;
  readonly #generations: Generation[] = [{ table: new PostIdTable(), first: 1, last: 0 }];
  readonly #oldUntil: StatementSync;
  #oldCount: number;
  #oldCursor: bigint = -0x8000_0000_0000_0000n;
  /** Three numbers an id. */
  #unsaved: Uint32Array = new Uint32Array(3_072);
  #unsavedLength = 0;
  #lastRowBytes = 0;

  /** Reads what is on disk. */
  constructor(database: DatabaseSync, now: number, sizes: PostIdSizes = usualSizes) {
    this.#database = database;
    this.#sizes = sizes;
    this.hash = new PostIdHash(
      database.prepare('SELECT key FROM post_id_key').get()!['key'] as Uint8Array,
    );
    this.#oldUntil = database.prepare('SELECT until FROM old_post_id WHERE hash = ?');
    this.#oldCount = database.prepare('SELECT count(*) AS count FROM old_post_id').get()![
      'count'
    ] as number;
    for (const row of database.prepare('SELECT n, ids FROM post_id_page ORDER BY n').iterate()) {
      const [n, ids] = [row['n'] as number, row['ids'] as Uint8Array];
      const generation = this.#openGeneration(n);
      for (const [low, high, until] of idsOf(ids)) {
        if (until > now) generation.table.set(low, high, until);
      }
      this.#lastRowBytes = ids.length;
    }
  }

  /** Whether a post with this hash is remembered at `now` (seconds since 1970). */
  has(low: number, high: number, now: number): boolean {
    for (let index = this.#generations.length - 1; index >= 0; index--) {
      if (this.#generations[index]!.table.until(low, high) > now) return true;
    }
    if (this.#oldCount === 0) return false;
    const row = this.#oldUntil.get(signed(low, high));
    return row !== undefined && (row['until'] as number) > now;
  }

  /** Remembers a post, in memory until `save`. */
  add(low: number, high: number, until: number): void {
    this.#generations.at(-1)!.table.set(low, high, until);
    if (this.#unsavedLength === this.#unsaved.length) {
      const grown = new Uint32Array(this.#unsaved.length * 2);
      grown.set(this.#unsaved);
      this.#unsaved = grown;
    }
    const at = this.#unsavedLength;
    this.#unsaved[at] = low;
    this.#unsaved[at + 1] = high;
    this.#unsaved[at + 2] = until;
    this.#unsavedLength = at + 3;
  }

  /** Writes the `count` that were remembered first and not yet written. Within the caller's transaction. */
  save(count: number, now: number): void {
    const rowLength = this.#sizes.maxRowIds * 3;
    const end = count * 3;
    for (let at = 0; at < end; at += rowLength) {
      const before = this.#generations.at(-1);
      this.#saveRow(bytesOf(this.#unsaved.slice(at, Math.min(at + rowLength, end))));
      const newest = this.#generations.at(-1)!;
      if (newest === before) continue;
      // What is not yet written is known to the generation before alone, which goes from memory before its row does.
      for (let id = at; id < this.#unsavedLength; id += 3) {
        newest.table.set(this.#unsaved[id]!, this.#unsaved[id + 1]!, this.#unsaved[id + 2]!);
      }
    }
    this.#unsaved.copyWithin(0, end, this.#unsavedLength);
    this.#unsavedLength -= end;
    this.#moveOld(Math.max(count, this.#sizes.maxRowIds), now);
  }

  /** Forgets what is past its time, as far as it is cheap. */
  expire(maxCount: number, now: number): void {
    while (this.#generations.length > 1 && this.#generations[0]!.table.maxUntil <= now) {
      const { first, last } = this.#generations.shift()!;
      this.#database.prepare('DELETE FROM post_id_page WHERE n BETWEEN ? AND ?').run(first, last);
    }
    if (this.#oldCount > 0) this.#sweepOld(maxCount, now);
  }

  #saveRow(ids: Uint8Array): void {
    const newest = this.#generations.at(-1)!;
    const grows = newest.last >= newest.first && this.#lastRowBytes + ids.length <= growRowBytes;
    const { last } = grows ? newest : this.#openGeneration(newest.last + 1);
    const sql = grows
      ? 'UPDATE post_id_page SET ids = CAST(ids || ? AS BLOB) WHERE n = ?'
      : 'INSERT INTO post_id_page (ids, n) VALUES (?, ?)';
    this.#database.prepare(sql).run(ids, last);
    this.#lastRowBytes = ids.length + (grows ? this.#lastRowBytes : 0);
  }

  /** The generation that row `n` belongs to: the newest, or a new one when that is full. */
  #openGeneration(n: number): Generation {
    const newest = this.#generations.at(-1)!;
    if (newest.table.count < this.#sizes.generationIds) {
      if (newest.last < newest.first) newest.first = n;
      newest.last = n;
      return newest;
    }
    const next: Generation = { table: new PostIdTable(), first: n, last: n };
    this.#generations.push(next);
    return next;
  }

  /** Moves ids of the oldest generation to the table on disk, when there are too many in memory. */
  #moveOld(maxIds: number, now: number): void {
    if (this.#generations.length <= this.#sizes.maxGenerations) return;
    const oldest = this.#generations[0]!;
    const put = this.#database.prepare('INSERT OR REPLACE INTO old_post_id VALUES (?, ?)');
    const page = this.#database.prepare('SELECT ids FROM post_id_page WHERE n = ?');
    const drop = this.#database.prepare('DELETE FROM post_id_page WHERE n = ?');
    for (let moved = 0; moved < maxIds && oldest.first <= oldest.last; oldest.first++) {
      const row = page.get(oldest.first);
      const ids =
        row === undefined
          ? []
          : [...idsOf(row['ids'] as Uint8Array)].filter(([, , until]) => until > now);
      const sorted = ids
        .map(([low, high, until]) => [signed(low, high), until] as const)
        .toSorted(([a], [b]) => (a < b ? -1 : 1));
      for (const [hash, until] of sorted) put.run(hash, until);
      drop.run(oldest.first);
      this.#oldCount += ids.length;
      moved += this.#sizes.maxRowIds;
    }
    if (oldest.first > oldest.last) this.#generations.shift();
  }

  /** Looks at so many of the table on disk, going round and round, and drops what is past its time. */
  #sweepOld(maxCount: number, now: number): void {
    const page = this.#database.prepare(
      'SELECT hash, until FROM old_post_id WHERE hash > ? ORDER BY hash LIMIT ?',
    );
    page.setReadBigInts(true);
    const rows = page.all(this.#oldCursor, maxCount * 16);
    const drop = this.#database.prepare('DELETE FROM old_post_id WHERE hash = ?');
    for (const row of rows) {
      if ((row['until'] as bigint) > BigInt(now)) continue;
      drop.run(row['hash'] as bigint);
      this.#oldCount--;
    }
    this.#oldCursor = (rows.at(-1)?.['hash'] as bigint | undefined) ?? -0x8000_0000_0000_0000n;
  }
}

function* idsOf(bytes: Uint8Array): Generator<readonly [low: number, high: number, until: number]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + idBytes <= bytes.length; at += idBytes) {
    yield [view.getUint32(at, true), view.getUint32(at + 4, true), view.getUint32(at + 8, true)];
  }
}

/** Little-endian, whatever the machine. */
function bytesOf(ids: Uint32Array): Uint8Array {
  if (littleEndian) return new Uint8Array(ids.buffer, ids.byteOffset, ids.byteLength);
  const bytes = new Uint8Array(ids.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [index, word] of ids.entries()) view.setUint32(index * 4, word, true);
  return bytes;
}

const littleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

function signed(low: number, high: number): bigint {
  return BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low));
}
