import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { SottoError } from '@sotto/core';
import type { AccessErrorCode } from '@sotto/core';
import type { Credit } from './credit.ts';

/** Which mailboxes each credit opened, durably, until the credit expires. */
export interface SpentBook {
  /** `true` when the address is in the book for this credit, or there was room and now it is. Durable. */
  readonly spend: (credit: Credit, address: Uint8Array) => boolean;
  readonly forgetExpired: (nowMs: number) => void;
  readonly close: () => void;
}

export function openSpentBook(path: string): SpentBook {
  const database = attempt(() => {
    // Nobody else on the machine may read which mailboxes came from one credit.
    closeSync(openSync(path, 'a', 0o600));
    const opened = new DatabaseSync(path);
    opened.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      CREATE TABLE IF NOT EXISTS spent (
        credit TEXT NOT NULL,
        address BLOB NOT NULL,
        expires_at INTEGER NOT NULL,
        PRIMARY KEY (credit, address)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS spent_by_expiry ON spent (expires_at);
    `);
    return opened;
  });
  const known = database.prepare('SELECT 1 FROM spent WHERE credit = ? AND address = ?');
  const count = database.prepare('SELECT count(*) AS number FROM spent WHERE credit = ?');
  const insert = database.prepare('INSERT INTO spent VALUES (?, ?, ?)');
  const forget = database.prepare('DELETE FROM spent WHERE expires_at < ?');
  let closed = false;
  return {
    // Synchronous from the look to the write: no other judgement comes between.
    spend: (credit, address) =>
      attempt(() => {
        if (known.get(credit.id, address)) return true;
        if (Number(count.get(credit.id)?.['number']) >= credit.mailboxes) return false;
        insert.run(credit.id, address, credit.expiresAtMs);
        return true;
      }),
    forgetExpired: (nowMs) => attempt(() => void forget.run(nowMs)),
    close: () => {
      if (!closed) database.close();
      closed = true;
    },
  };
}

function attempt<T>(run: () => T): T {
  try {
    return run();
  } catch (cause) {
    throw new SottoError<AccessErrorCode>(
      'ACCESS_UNAVAILABLE',
      'The book of spent credits cannot be used now.',
      {
        cause,
        retryable: true,
      },
    );
  }
}
