import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { RecordsErrorCode } from '@sotto/core';
import { isSottoError, SottoError } from '@sotto/core';
import { anyRow } from './record-table.ts';
import { recordsError } from './sqlite-error.ts';
import { syncFolder } from './sync-folder.ts';

/** "Sotr" in the file's header, so that tools and this plugin know the file. */
const applicationId = 0x536f7472;
const layoutVersion = 1;
const cacheKib = 8192;
/** https://www.sqlite.org/pragma.html#pragma_auto_vacuum */
const incremental = 2;
// Not WITHOUT ROWID: with values in a tree of their own, writes to scattered keys are two to three times as fast.
const layout =
  'CREATE TABLE record (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, value BLOB NOT NULL) STRICT';

/**
 * Opens the file for one opener, making it when there is none. Holds the lock when it returns: of the file system, so that it
 * ends with the process, whatever ends that.
 *
 * Nothing here opens the file but SQLite: closing any other descriptor of it would drop this process's locks on it (POSIX).
 */
export function openDatabase(path: string, maxBytes: number | undefined): DatabaseSync {
  createFile(path);
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    // Before the first access, so that the log's index is in memory, not in a shared file, and the lock is kept.
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    database.exec(
      'PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF',
    );
    database.exec(`PRAGMA cache_size = -${cacheKib}`);
    // To be said before there is a table: so that the file becomes smaller again by `incremental_vacuum`.
    if (isEmpty(database)) database.exec('PRAGMA auto_vacuum = INCREMENTAL');
    database.exec('BEGIN EXCLUSIVE');
    if (isEmpty(database)) {
      database.exec(
        `${layout}; PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${layoutVersion}`,
      );
    }
    checkLayout(database);
    database.exec('COMMIT');
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    // macOS: fsync alone does not reach the medium there. Elsewhere without effect.
    database.exec('PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON');
    makeShrinkable(database);
    scatterRows(database);
    if (maxBytes !== undefined) limitPages(database, maxBytes);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Makes the file before SQLite does, so that nobody else can ever read it, and makes its name durable. */
function createFile(path: string): void {
  const folder = dirname(path);
  const made = mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw error;
  }
  syncFolder(folder);
  // The folders that were made are names in their parents, up to the first one that was there.
  if (made !== undefined) {
    for (let child = folder; child.length >= made.length; child = dirname(child))
      syncFolder(dirname(child));
  }
}

function isEmpty(database: DatabaseSync): boolean {
  return (
    pragma(database, 'application_id') === 0 &&
    pragma(database, 'user_version') === 0 &&
    database.prepare('SELECT 1 FROM sqlite_schema').get() === undefined
  );
}

/** The whole schema is compared: a foreign trigger or view would run with our statements. */
function checkLayout(database: DatabaseSync): void {
  if (pragma(database, 'application_id') !== applicationId)
    broken('The file is no Sotto records file.');
  if (pragma(database, 'user_version') !== layoutVersion)
    broken('The records file was written by another version.');
  const objects = database.prepare('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL').all();
  if (objects.length !== 1 || objects[0]?.['sql'] !== layout)
    broken('The records file has another layout.');
}

/**
 * Once for a file of before: it is written anew, in one step that a crash does not leave half done. Where there is no room for
 * that, it goes on as it is, and the next opening tries again.
 */
function makeShrinkable(database: DatabaseSync): void {
  if (pragma(database, 'auto_vacuum') === incremental) return;
  database.exec('PRAGMA auto_vacuum = INCREMENTAL');
  try {
    database.exec('VACUUM');
  } catch (error) {
    if (!isSottoError(recordsError(error), 'RECORDS_FULL')) throw error;
  }
}

/**
 * Rows of before were numbered as they came. They get numbers by chance, once and all together, as those that come now do. Where there is no room for
 * it, or a page is damaged, the file goes on as it is: whoever reads that page is told.
 */
function scatterRows(database: DatabaseSync): void {
  const counted = `id BETWEEN 1 AND ${2 ** 32}`;
  try {
    const found = database.prepare(`SELECT 1 FROM record WHERE ${counted} LIMIT 1`).get();
    if (found !== undefined) database.exec(`UPDATE record SET id = ${anyRow} WHERE ${counted}`);
  } catch (error) {
    if (isSottoError(recordsError(error), 'RECORDS_LOCKED')) throw error;
  }
}

function limitPages(database: DatabaseSync, maxBytes: number): void {
  const pages = Math.max(1, Math.floor(maxBytes / pragma(database, 'page_size')));
  database.exec(`PRAGMA max_page_count = ${pages}`);
}

function pragma(
  database: DatabaseSync,
  name: 'application_id' | 'user_version' | 'page_size' | 'auto_vacuum',
): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}

function broken(message: string): never {
  throw new SottoError<RecordsErrorCode>('RECORDS_BROKEN', message);
}
