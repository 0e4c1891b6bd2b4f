import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from './store-error.ts';

/** "SotM" in the file's header. */
const applicationId = 0x536f744d;
const layoutVersion = 1;
const cacheKib = 32_768;

/** docs/decisions/mailboxes-sqlite.md has the reasons and the figures. */
const layout = [
  // AUTOINCREMENT: an id is never used again, so that what is left of a removed mailbox belongs to nobody.
  `CREATE TABLE mailbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    address BLOB NOT NULL UNIQUE,
    idle_seconds INTEGER NOT NULL,
    idle_at INTEGER NOT NULL,
    reserved_position INTEGER NOT NULL,
    envelopes INTEGER NOT NULL,
    bytes INTEGER NOT NULL
  ) STRICT`,
  `CREATE INDEX mailbox_idle ON mailbox (idle_at)`,
  `CREATE TABLE batch (
    n INTEGER PRIMARY KEY,
    stored_at INTEGER NOT NULL,
    calls BLOB NOT NULL,
    outcomes BLOB NOT NULL
  ) STRICT`,
  `CREATE TABLE envelope (
    n INTEGER PRIMARY KEY,
    mailbox INTEGER NOT NULL,
    position INTEGER NOT NULL,
    until INTEGER NOT NULL,
    post_id BLOB NOT NULL,
    body BLOB NOT NULL
  ) STRICT`,
  `CREATE UNIQUE INDEX envelope_place ON envelope (mailbox, position)`,
  `CREATE INDEX envelope_until ON envelope (until)`,
  `CREATE TABLE post_id_key (key BLOB NOT NULL) STRICT`,
  `CREATE TABLE post_id_page (n INTEGER PRIMARY KEY, ids BLOB NOT NULL) STRICT`,
  `CREATE TABLE old_post_id (hash INTEGER PRIMARY KEY, until INTEGER NOT NULL) STRICT`,
  `CREATE TABLE register (
    id INTEGER PRIMARY KEY,
    token BLOB NOT NULL UNIQUE,
    until INTEGER NOT NULL
  ) STRICT`,
  `CREATE INDEX register_until ON register (until)`,
  `CREATE TABLE register_entry (
    register INTEGER NOT NULL,
    position INTEGER NOT NULL,
    body BLOB NOT NULL,
    UNIQUE (register, position)
  ) STRICT`,
] as const;

/**
 * Opens the file for this process alone, making it when there is none. The lock is the file system's and ends with the
 * process, whatever ends that.
 */
export function openDatabase(path: string): DatabaseSync {
  createFile(path);
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    // Before the first access, so that the log's index is in memory and the lock is kept.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA page_size = 8192');
    database.exec(
      'PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF',
    );
    database.exec(`PRAGMA cache_size = -${cacheKib}`);
    database.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0',
    );
    // macOS: fsync alone does not reach the medium there. Elsewhere without effect.
    database.exec('PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON');
    database.exec('BEGIN IMMEDIATE');
    if (isEmpty(database)) create(database);
    checkLayout(database);
    database.exec('COMMIT');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Makes the file before SQLite does, so that nobody else can ever read it, and makes its name durable. */
function createFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw error;
  }
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function isEmpty(database: DatabaseSync): boolean {
  return (
    number(database, 'application_id') === 0 &&
    database.prepare('SELECT 1 FROM sqlite_schema').get() === undefined
  );
}

function create(database: DatabaseSync): void {
  for (const statement of layout) database.exec(statement);
  const key = globalThis.crypto.getRandomValues(new Uint8Array(16));
  database.prepare('INSERT INTO post_id_key VALUES (?)').run(key);
  database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${layoutVersion}`);
}

/** The whole layout is compared: a foreign trigger or view would run with our statements. */
function checkLayout(database: DatabaseSync): void {
  const known =
    number(database, 'application_id') === applicationId &&
    number(database, 'user_version') === layoutVersion;
  const found = database
    .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name <> 'sqlite_sequence'")
    .all();
  const same =
    found.length === layout.length && found.every(({ sql }, index) => sql === layout[index]);
  if (!known || !same)
    throw new StoreError('MAILBOXES_BROKEN', 'The file is no mailboxes file of this version.');
}

function number(database: DatabaseSync, name: 'application_id' | 'user_version'): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}
