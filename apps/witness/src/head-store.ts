import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { isSottoError } from '@sotto/core';
import type { WitnessedHead } from '@sotto/tlog';
import { witnessError } from './error.ts';

/** What the witness cosigned last for each log. It only ever grows, whoever writes to the file. */
export interface HeadStore {
  readonly latest: (origin: string) => WitnessedHead | undefined;
  /**
   * True when the latest head was `from` and now is, durably, `to`; false when it was another one and nothing was changed. Looking
   * and writing are one statement, so that of two calls from one head with different trees one gets false.
   *
   * @param note the cosigned checkpoint, for who asks later
   * @throws WITNESS_STORE when the disk is full or failing; whether it was written is not known then.
   */
  readonly advance: (
    origin: string,
    from: WitnessedHead | undefined,
    to: WitnessedHead,
    note: Uint8Array,
  ) => boolean;
  /** The note of the latest head, for the SHA-256 of its origin in lower-case hexadecimal. */
  readonly note: (originHash: string) => Uint8Array | undefined;
  /** The note of the latest head of this origin. */
  readonly noteOf: (origin: string) => Uint8Array | undefined;
  /** True when nothing was ever cosigned. */
  readonly isEmpty: () => boolean;
  readonly close: () => void;
}

/** @throws WITNESS_STORE */
export function openHeadStore(path: string, hashOf: (origin: string) => string): HeadStore {
  const database = attempt(() => openDatabase(path));
  const select = database.prepare('SELECT size, root FROM heads WHERE origin = ?');
  select.setReadBigInts(true);
  const selectNote = database.prepare('SELECT note FROM heads WHERE origin_hash = ?');
  const any = database.prepare('SELECT 1 FROM heads LIMIT 1');
  const insert = database.prepare('INSERT OR IGNORE INTO heads VALUES (?, ?, ?, ?, ?)');
  const update = database.prepare(
    'UPDATE heads SET size = ?, root = ?, note = ? WHERE origin = ? AND size = ? AND root = ?',
  );
  let closed = false;
  return {
    latest: (origin) =>
      attempt(() => {
        const row = select.get(origin);
        if (row === undefined) return undefined;
        return { size: row['size'] as bigint, root: row['root'] as Uint8Array };
      }),
    advance: (origin, from, to, note) =>
      attempt(() => {
        const { changes } =
          from === undefined
            ? insert.run(origin, hashOf(origin), to.size, to.root, note)
            : update.run(to.size, to.root, note, origin, from.size, from.root);
        return Number(changes) === 1;
      }),
    note: (originHash) =>
      attempt(() => selectNote.get(originHash)?.['note'] as Uint8Array | undefined),
    noteOf: (origin) =>
      attempt(() => selectNote.get(hashOf(origin))?.['note'] as Uint8Array | undefined),
    isEmpty: () => attempt(() => any.get() === undefined),
    close: () => {
      if (!closed) database.close();
      closed = true;
    },
  };
}

const layoutVersion = 1;

function openDatabase(path: string): DatabaseSync {
  closeSync(openSync(path, 'a', 0o600));
  const database = new DatabaseSync(path);
  // 0: it is new, or of before it had a version.
  const found = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
  if (found > layoutVersion) {
    database.close();
    throw witnessError(
      'WITNESS_STORE',
      'A later version of the witness keeps this record of heads.',
    );
  }
  // A second lock: no UPDATE or DELETE, of whatever program, takes a log back, swaps its tree or forgets it.
  database.exec(`
    PRAGMA busy_timeout = 5000;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA cache_size = -1024;
    CREATE TABLE IF NOT EXISTS heads (
      origin TEXT PRIMARY KEY,
      origin_hash TEXT NOT NULL UNIQUE,
      size INTEGER NOT NULL CHECK (size >= 0),
      root BLOB NOT NULL CHECK (length(root) = 32),
      note BLOB NOT NULL
    ) STRICT;
    CREATE TRIGGER IF NOT EXISTS never_back BEFORE UPDATE ON heads
      WHEN NEW.size < OLD.size OR (NEW.size = OLD.size AND NEW.root <> OLD.root)
    BEGIN
      SELECT RAISE(ABORT, 'a head never goes back');
    END;
    CREATE TRIGGER IF NOT EXISTS never_gone BEFORE DELETE ON heads
    BEGIN
      SELECT RAISE(ABORT, 'a head is never forgotten');
    END;
    PRAGMA user_version = ${layoutVersion};
  `);
  return database;
}

function attempt<T>(run: () => T): T {
  try {
    return run();
  } catch (cause) {
    if (isSottoError(cause)) throw cause;
    throw witnessError('WITNESS_STORE', 'The record of cosigned heads cannot be used now.', cause);
  }
}
