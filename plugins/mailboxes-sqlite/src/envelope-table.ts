import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Envelope, PostId } from '@sotto/core';
import { postIdBytes } from './batch-layout.ts';
import type { YoungEnvelope } from './young.ts';

/** What was removed from the table, for one mailbox. */
export interface Removed {
  readonly mailbox: number;
  readonly envelopes: number;
  readonly bytes: number;
}

/** Envelopes that were not acked within seconds. Writes are within the caller's transaction. */
export class EnvelopeTable {
  readonly #insert: StatementSync;
  readonly #read: StatementSync;
  readonly #sizesUpTo: StatementSync;
  readonly #deleteUpTo: StatementSync;
  readonly #deleteAll: StatementSync;
  readonly #expired: StatementSync;
  readonly #delete: StatementSync;

  constructor(database: DatabaseSync) {
    this.#insert = database.prepare(
      'INSERT INTO envelope (mailbox, position, until, post_id, body) VALUES (?, ?, ?, ?, ?)',
    );
    this.#read = database.prepare(
      'SELECT position, post_id, body FROM envelope WHERE mailbox = ? AND position > ? AND until > ? ORDER BY position LIMIT ?',
    );
    this.#sizesUpTo = database.prepare(
      'SELECT count(*) AS envelopes, total(length(body)) AS bytes FROM envelope WHERE mailbox = ? AND position <= ?',
    );
    this.#deleteUpTo = database.prepare('DELETE FROM envelope WHERE mailbox = ? AND position <= ?');
    this.#deleteAll = database.prepare('DELETE FROM envelope WHERE mailbox = ?');
    this.#expired = database.prepare(
      'SELECT n, mailbox, length(body) AS bytes FROM envelope WHERE until <= ? ORDER BY until LIMIT ?',
    );
    this.#delete = database.prepare('DELETE FROM envelope WHERE n = ?');
  }

  insert({ mailbox, batch, position, until, postIdAt, bodyAt, bodyBytes }: YoungEnvelope): void {
    const { bytes } = batch;
    const postId = bytes.subarray(postIdAt, postIdAt + postIdBytes);
    this.#insert.run(
      mailbox.id,
      position,
      until,
      postId,
      bytes.subarray(bodyAt, bodyAt + bodyBytes),
    );
  }

  /** As the point's `read`; `more` when the bounds cut it short. */
  read(
    mailbox: number,
    after: number,
    maxCount: number,
    maxBytes: number,
    now: number,
  ): { readonly envelopes: Envelope[]; readonly more: boolean } {
    const envelopes: Envelope[] = [];
    let bytes = 0;
    for (const row of this.#read.iterate(mailbox, after, now, maxCount + 1)) {
      const body = row['body'] as Uint8Array;
      bytes += body.length;
      if (envelopes.length === maxCount || (envelopes.length > 0 && bytes > maxBytes))
        return { envelopes, more: true };
      envelopes.push({
        position: row['position'] as number,
        postId: row['post_id'] as Uint8Array as PostId,
        body,
      });
    }
    return { envelopes, more: false };
  }

  ack(mailbox: number, upTo: number): Removed {
    const sizes = this.#sizesUpTo.get(mailbox, upTo)!;
    const envelopes = sizes['envelopes'] as number;
    if (envelopes > 0) this.#deleteUpTo.run(mailbox, upTo);
    return { mailbox, envelopes, bytes: sizes['bytes'] as number };
  }

  removeAll(mailbox: number): void {
    this.#deleteAll.run(mailbox);
  }

  /** Removes up to `maxCount` that are past their time. */
  expire(maxCount: number, now: number): readonly Removed[] {
    return this.#expired.all(now, maxCount).map((row) => {
      this.#delete.run(row['n'] as number);
      return { mailbox: row['mailbox'] as number, envelopes: 1, bytes: row['bytes'] as number };
    });
  }
}
