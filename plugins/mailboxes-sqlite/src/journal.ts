import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** A batch as it stands on disk. */
export interface JournalRow {
  readonly n: number;
  readonly storedAt: number;
  readonly calls: Uint8Array;
  readonly outcomes: Float64Array;
}

/** The batches of the last seconds, one row each: writing a row costs the same for one post as for a thousand. */
export class Journal {
  readonly #insert: StatementSync;
  readonly #delete: StatementSync;
  readonly #all: StatementSync;
  #last: number;

  constructor(database: DatabaseSync) {
    this.#insert = database.prepare('INSERT INTO batch VALUES (?, ?, ?, ?)');
    this.#delete = database.prepare('DELETE FROM batch WHERE n <= ?');
    this.#all = database.prepare('SELECT n, stored_at, calls, outcomes FROM batch ORDER BY n');
    this.#last =
      (database.prepare('SELECT max(n) AS n FROM batch').get()!['n'] as number | null) ?? 0;
  }

  append(storedAt: number, calls: Uint8Array, outcomes: Float64Array<ArrayBuffer>): number {
    this.#insert.run(++this.#last, storedAt, calls, new Uint8Array(outcomes.buffer));
    return this.#last;
  }

  dropUpTo(n: number): void {
    this.#delete.run(n);
  }

  *rows(): Generator<JournalRow> {
    for (const row of this.#all.iterate()) {
      const outcomes = (row['outcomes'] as Uint8Array).slice();
      yield {
        n: row['n'] as number,
        storedAt: row['stored_at'] as number,
        calls: row['calls'] as Uint8Array,
        outcomes: new Float64Array(outcomes.buffer),
      };
    }
  }
}
