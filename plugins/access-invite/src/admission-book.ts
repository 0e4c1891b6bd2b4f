import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { isSottoError, SottoError } from '@sotto/core';
import type { AccessErrorCode } from '@sotto/core';
import type { Credit } from './credit.ts';

/** Who holds each credit, and which mailboxes it has open: durable, until the credit expires. */
export interface AdmissionBook {
  /**
   * `admitted` when the address is in the book for this credit, or there was room and now it is. The first to come becomes the credit's
   * holder in the same transaction as their first mailbox. Durable.
   */
  readonly admit: (
    credit: Credit,
    holderHash: Uint8Array,
    address: Uint8Array,
  ) => 'admitted' | 'taken' | 'spent';
  /** Ids of all credits that have a mailbox open. */
  readonly credits: () => readonly string[];
  /** Mailboxes that the credit has open, `maxCount` at most. */
  readonly mailboxes: (creditId: string, maxCount: number) => readonly Uint8Array[];
  /** These mailboxes are no longer there. */
  readonly forget: (addresses: readonly Uint8Array[]) => void;
  readonly forgetExpired: (nowMs: number) => void;
  readonly close: () => void;
}

export function openAdmissionBook(path: string): AdmissionBook {
  const database = attempt(() => openDatabase(path));
  const holder = database.prepare('SELECT hash FROM holders WHERE credit = ?');
  const hold = database.prepare('INSERT INTO holders VALUES (?, ?, ?)');
  const creditOf = database.prepare('SELECT credit FROM mailboxes WHERE address = ?');
  const count = database.prepare('SELECT count(*) AS number FROM mailboxes WHERE credit = ?');
  const enter = database.prepare('INSERT OR REPLACE INTO mailboxes VALUES (?, ?)');
  const remove = database.prepare('DELETE FROM mailboxes WHERE address = ?');
  const used = database.prepare('SELECT DISTINCT credit FROM mailboxes');
  const ofCredit = database.prepare('SELECT address FROM mailboxes WHERE credit = ? LIMIT ?');
  const expire = database.prepare('DELETE FROM holders WHERE expires_at < ?');
  let closed = false;

  /** All or nothing, and nothing between: a second judgement waits for the first. */
  const atOnce = <T>(run: () => T): T =>
    attempt(() => {
      database.exec('BEGIN IMMEDIATE');
      try {
        const done = run();
        database.exec('COMMIT');
        return done;
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    });

  return {
    admit: (credit, holderHash, address) =>
      atOnce(() => {
        const known = holder.get(credit.id)?.['hash'];
        if (known instanceof Uint8Array && Buffer.compare(known, holderHash) !== 0) return 'taken';
        if (creditOf.get(address)?.['credit'] === credit.id) return 'admitted';
        if (Number(count.get(credit.id)?.['number']) >= credit.mailboxes) return 'spent';
        if (known === undefined) hold.run(credit.id, holderHash, credit.expiresAtMs);
        enter.run(address, credit.id);
        return 'admitted';
      }),
    credits: () => attempt(() => used.all().map((row) => String(row['credit']))),
    mailboxes: (creditId, maxCount) =>
      attempt(() => ofCredit.all(creditId, maxCount).map((row) => row['address'] as Uint8Array)),
    forget: (addresses) =>
      atOnce(() => {
        for (const address of addresses) remove.run(address);
      }),
    forgetExpired: (nowMs) => attempt(() => void expire.run(nowMs)),
    close: () => {
      if (!closed) database.close();
      closed = true;
    },
  };
}

const layoutVersion = 1;

function openDatabase(path: string): DatabaseSync {
  // Nobody else on the machine may read which mailboxes came from one credit.
  closeSync(openSync(path, 'a', 0o600));
  const database = new DatabaseSync(path);
  // 0: it is new, or of before it had a version.
  const found = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
  if (found > layoutVersion) {
    database.close();
    throw unavailable('A later version of the relay keeps this book of admitted mailboxes.');
  }
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON;
    CREATE TABLE IF NOT EXISTS holders (
      credit TEXT PRIMARY KEY,
      hash BLOB NOT NULL,
      expires_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS holders_by_expiry ON holders (expires_at);
    CREATE TABLE IF NOT EXISTS mailboxes (
      address BLOB PRIMARY KEY,
      credit TEXT NOT NULL REFERENCES holders ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS mailboxes_by_credit ON mailboxes (credit);
    PRAGMA user_version = ${layoutVersion};
  `);
  return database;
}

function attempt<T>(run: () => T): T {
  try {
    return run();
  } catch (cause) {
    if (isSottoError(cause)) throw cause;
    throw unavailable('The book of admitted mailboxes cannot be used now.', cause);
  }
}

function unavailable(message: string, cause?: unknown): SottoError<AccessErrorCode> {
  return new SottoError('ACCESS_UNAVAILABLE', message, { cause, retryable: true });
}
