import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { RecordChange, RecordEntry, RecordPage, RecordRange } from '@sotto/core';

const pageEntries = 256;
const pageBytes = 1024 * 1024;
/** Pages of 4 KiB: moving so many takes some milliseconds. */
const shrinkPages = 256;
const spareFreePages = 256;

/**
 * The number of a new row: by chance, of 53 bits, as a number of JavaScript has. Counted up, the numbers would tell for ever in which order records
 * came, and so which came together.
 */
export const anyRow: string = `random() & ${Number.MAX_SAFE_INTEGER}`;

/** The one table of the file. Every call is done, and its statements are at rest, when it returns. */
export interface RecordTable {
  readonly get: (key: Uint8Array) => Uint8Array | undefined;
  readonly page: (range: Required<RecordRange>) => RecordPage;
  /** All changes or none, on the medium when it returns. */
  readonly apply: (changes: Iterable<RecordChange>) => void;
  readonly wipe: () => void;
  /** Moves the log into the file and cuts it off, so that replaced and removed bytes are in neither. */
  readonly scrub: () => void;
  /** Gives some pages that hold nothing any more back to the disk. False when there are no more. */
  readonly shrink: () => boolean;
}

export function createRecordTable(database: DatabaseSync): RecordTable {
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const rollback = database.prepare('ROLLBACK');
  const get = database.prepare('SELECT value FROM record WHERE key = ?');
  const put = database.prepare(
    `INSERT INTO record (id, key, value) VALUES (${anyRow}, ?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
  );
  const remove = database.prepare('DELETE FROM record WHERE key = ?');
  const rising = database.prepare(
    'SELECT key, value FROM record WHERE key >= ? AND key < ? ORDER BY key',
  );
  const falling = database.prepare(
    'SELECT key, value FROM record WHERE key >= ? AND key < ? ORDER BY key DESC',
  );

  function transact(step: () => void): void {
    begin.run();
    try {
      step();
      commit.run();
    } catch (error) {
      // SQLite ends the transaction by itself after some failures.
      if (database.isTransaction) rollback.run();
      throw error;
    }
  }

  function scrub(): void {
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  function freePages(): number {
    return Number(database.prepare('PRAGMA freelist_count').get()?.['freelist_count']);
  }

  return {
    get: (key) => get.get(key)?.['value'] as Uint8Array | undefined,
    page: ({ from, to, reverse, limit }) => readPage(reverse ? falling : rising, from, to, limit),
    apply: (changes) =>
      transact(() => {
        for (const change of changes) {
          if ('put' in change) put.run(change.put, change.value);
          else remove.run(change.remove);
        }
      }),
    wipe: () => {
      // What was overwritten right before, such as keys, is in the file within moments; the rest takes as long as it is large.
      scrub();
      transact(() => database.exec('DELETE FROM record'));
      database.exec('VACUUM');
      scrub();
    },
    scrub,
    shrink: () => {
      // Some stay, for what is written next.
      if (freePages() <= spareFreePages) return false;
      database.exec(`PRAGMA incremental_vacuum(${shrinkPages})`);
      return freePages() > spareFreePages;
    },
  };
}

/** Steps through the statement and stops when the page is full, so that no more is read than is given. */
function readPage(
  statement: StatementSync,
  from: Uint8Array,
  to: Uint8Array,
  limit: number,
): RecordPage {
  const entries: RecordEntry[] = [];
  let bytes = 0;
  for (const row of statement.iterate(from, to)) {
    const entry = row as unknown as RecordEntry;
    entries.push({ key: entry.key, value: entry.value });
    bytes += entry.value.length;
    if (entries.length === limit || entries.length === pageEntries || bytes >= pageBytes)
      return { entries, more: true };
  }
  return { entries, more: false };
}
