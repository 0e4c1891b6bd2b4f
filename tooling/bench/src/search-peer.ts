import { DatabaseSync } from 'node:sqlite';

/** SQLite's own full-text search, in clear, without the texts: what a search costs that may trust its disk. */
export interface SearchPeer {
  readonly note: (texts: readonly string[]) => void;
  readonly forget: (message: number, text: string) => void;
  /** How many were found. */
  readonly find: (query: string, limit: number) => number;
  /** Opened again: SQLite's pages are not in memory any more. */
  readonly reload: () => void;
  readonly close: () => void;
}

const batch = 64;

export function openSearchPeer(path: string): SearchPeer {
  const open = (): DatabaseSync => {
    const made = new DatabaseSync(path);
    // As records-sqlite has it.
    made.exec(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA secure_delete = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL',
    );
    made.exec(
      "CREATE VIRTUAL TABLE IF NOT EXISTS text USING fts5(body, content='', tokenize='unicode61 remove_diacritics 2')",
    );
    return made;
  };
  let database = open();
  let next = 1;
  return {
    note: (texts) => {
      const insert = database.prepare('INSERT INTO text (rowid, body) VALUES (?, ?)');
      for (let from = 0; from < texts.length; from += batch) {
        database.exec('BEGIN');
        for (const text of texts.slice(from, from + batch)) {
          insert.run(next, text);
          next += 1;
        }
        database.exec('COMMIT');
      }
    },
    forget: (message, text) => {
      database
        .prepare("INSERT INTO text (text, rowid, body) VALUES ('delete', ?, ?)")
        .run(message + 1, text);
    },
    find: (query, limit) => {
      const match = query
        .split(' ')
        .map((word) => `"${word}"*`)
        .join(' ');
      return database
        .prepare('SELECT rowid FROM text WHERE text MATCH ? ORDER BY rowid DESC LIMIT ?')
        .all(match, limit).length;
    },
    reload: () => {
      database.close();
      database = open();
    },
    close: () => database.close(),
  };
}
