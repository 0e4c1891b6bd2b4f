import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { RegisterOutcome } from '@sotto/core';

/** The commit registers. A register lives as long as the entry that lives longest. Writes are within the caller's transaction. */
export class RegisterTable {
  readonly #find: StatementSync;
  readonly #create: StatementSync;
  readonly #prolong: StatementSync;
  readonly #bodies: StatementSync;
  readonly #append: StatementSync;
  readonly #expired: StatementSync;
  readonly #dropEntries: StatementSync;
  readonly #drop: StatementSync;
  count: number;

  constructor(database: DatabaseSync) {
    this.#find = database.prepare('SELECT id, until FROM register WHERE token = ?');
    this.#create = database.prepare('INSERT INTO register (token, until) VALUES (?, 0)');
    this.#prolong = database.prepare('UPDATE register SET until = max(until, ?) WHERE id = ?');
    this.#bodies = database.prepare(
      'SELECT body FROM register_entry WHERE register = ? ORDER BY position',
    );
    this.#append = database.prepare('INSERT INTO register_entry VALUES (?, ?, ?)');
    this.#expired = database.prepare('SELECT id FROM register WHERE until <= ? LIMIT ?');
    this.#dropEntries = database.prepare('DELETE FROM register_entry WHERE register = ?');
    this.#drop = database.prepare('DELETE FROM register WHERE id = ?');
    this.count = database.prepare('SELECT count(*) AS count FROM register').get()![
      'count'
    ] as number;
  }

  register(
    token: Uint8Array,
    body: Uint8Array,
    ttlSeconds: number,
    maxEntries: number,
    now: number,
  ): RegisterOutcome {
    const found = this.#find.get(token);
    if (found !== undefined && (found['until'] as number) <= now)
      this.#remove(found['id'] as number);
    const bodies = this.lookup(token, now);
    const there = bodies.findIndex((known) => Buffer.compare(known, body) === 0);
    if (there >= 0) return { position: there, before: bodies.slice(0, there), full: false };
    if (bodies.length >= maxEntries) return { position: bodies.length, before: bodies, full: true };
    if (bodies.length === 0) {
      this.#create.run(token);
      this.count++;
    }
    const id = this.#find.get(token)!['id'] as number;
    this.#append.run(id, bodies.length, body);
    this.#prolong.run(now + ttlSeconds, id);
    return { position: bodies.length, before: bodies, full: false };
  }

  lookup(token: Uint8Array, now: number): readonly Uint8Array[] {
    const found = this.#find.get(token);
    if (found === undefined || (found['until'] as number) <= now) return [];
    return this.#bodies.all(found['id'] as number).map((row) => row['body'] as Uint8Array);
  }

  expire(maxCount: number, now: number): number {
    const ids = this.#expired.all(now, maxCount).map((row) => row['id'] as number);
    for (const id of ids) this.#remove(id);
    return ids.length;
  }

  #remove(id: number): void {
    this.#dropEntries.run(id);
    this.#drop.run(id);
    this.count--;
  }
}
