import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { addressKey } from './address-key.ts';
import { addressBytes } from './batch-layout.ts';
import type { MailboxState } from './young.ts';
import { youngCount } from './young.ts';

/** Mailboxes kept in memory; some 300 bytes each. */
const maxStates = 100_000;
/** Positions reserved on disk at a time, so that most posts need not write the mailbox's row. */
const reservedAtOnce = 1_024;

const columns = 'id, address, idle_seconds, idle_at, reserved_position, envelopes, bytes';

/** The mailboxes: those in use in memory, all of them on disk. Writes are within the caller's transaction. */
export class MailboxStates {
  readonly #states = new Map<string, MailboxState>();
  readonly #byId = new Map<number, MailboxState>();
  readonly #selectByAddress: StatementSync;
  readonly #selectById: StatementSync;
  readonly #insert: StatementSync;
  readonly #reserve: StatementSync;
  readonly #saveIdle: StatementSync;
  readonly #saveCounts: StatementSync;
  readonly #delete: StatementSync;
  count: number;

  constructor(database: DatabaseSync) {
    this.#selectByAddress = database.prepare(`SELECT ${columns} FROM mailbox WHERE address = ?`);
    this.#selectById = database.prepare(`SELECT ${columns} FROM mailbox WHERE id = ?`);
    this.#insert = database.prepare(
      'INSERT INTO mailbox (address, idle_seconds, idle_at, reserved_position, envelopes, bytes) VALUES (?, ?, ?, 0, 0, 0)',
    );
    this.#reserve = database.prepare('UPDATE mailbox SET reserved_position = ? WHERE id = ?');
    this.#saveIdle = database.prepare('UPDATE mailbox SET idle_at = ? WHERE id = ?');
    this.#saveCounts = database.prepare('UPDATE mailbox SET envelopes = ?, bytes = ? WHERE id = ?');
    this.#delete = database.prepare('DELETE FROM mailbox WHERE id = ?');
    this.count = database.prepare('SELECT count(*) AS count FROM mailbox').get()![
      'count'
    ] as number;
  }

  /** The mailbox whose address is at `at` of these bytes. */
  find(bytes: Uint8Array, at: number = 0): MailboxState | undefined {
    const key = addressKey(bytes, at);
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    return this.#load(this.#selectByAddress.get(bytes.subarray(at, at + addressBytes)), key);
  }

  findById(id: number): MailboxState | undefined {
    return this.#byId.get(id) ?? this.#load(this.#selectById.get(id));
  }

  create(address: Uint8Array, idleSeconds: number, now: number): void {
    this.#insert.run(address, idleSeconds, now + idleSeconds);
    this.count++;
  }

  /** The row, and what is in memory of it. Envelopes are the caller's business. */
  remove(mailbox: MailboxState): void {
    this.#delete.run(mailbox.id);
    this.#states.delete(mailbox.key);
    this.#byId.delete(mailbox.id);
    this.count--;
  }

  /** The position of the next envelope. */
  nextPosition(mailbox: MailboxState): number {
    const position = mailbox.nextPosition++;
    if (position > mailbox.reservedPosition) {
      mailbox.reservedPosition = position + reservedAtOnce - 1;
      this.#reserve.run(mailbox.reservedPosition, mailbox.id);
    }
    return position;
  }

  /** Notes use. The row is written when what it says is off by more than an eighth of the time. */
  used(mailbox: MailboxState, now: number): void {
    mailbox.idleAt = Math.max(mailbox.idleAt, now + mailbox.idleSeconds);
    if (mailbox.idleAt - mailbox.savedIdleAt > mailbox.idleSeconds / 8) this.saveIdle(mailbox);
  }

  saveIdle(mailbox: MailboxState): void {
    mailbox.savedIdleAt = mailbox.idleAt;
    this.#saveIdle.run(mailbox.idleAt, mailbox.id);
  }

  /** Adds to what is in the table of envelopes. */
  countSettled(mailbox: MailboxState, envelopes: number, bytes: number): void {
    mailbox.settledEnvelopes += envelopes;
    mailbox.settledBytes += bytes;
    this.#saveCounts.run(mailbox.settledEnvelopes, mailbox.settledBytes, mailbox.id);
  }

  #load(row: Record<string, unknown> | undefined, knownKey?: string): MailboxState | undefined {
    if (row === undefined) return undefined;
    const reservedPosition = row['reserved_position'] as number;
    const state: MailboxState = {
      id: row['id'] as number,
      key: knownKey ?? addressKey(row['address'] as Uint8Array),
      idleSeconds: row['idle_seconds'] as number,
      idleAt: row['idle_at'] as number,
      savedIdleAt: row['idle_at'] as number,
      nextPosition: reservedPosition + 1,
      reservedPosition,
      settledEnvelopes: row['envelopes'] as number,
      settledBytes: row['bytes'] as number,
      young: [],
      youngFirst: 0,
      youngBytes: 0,
    };
    this.#states.set(state.key, state);
    this.#byId.set(state.id, state);
    if (this.#states.size > maxStates) this.#forget();
    return state;
  }

  /** Lets the oldest one go that has nothing in batches; those that have move to the end. */
  #forget(): void {
    let tries = 64;
    for (const [key, state] of this.#states) {
      this.#states.delete(key);
      if (youngCount(state) === 0) {
        this.#byId.delete(state.id);
        return;
      }
      this.#states.set(key, state);
      if (--tries === 0) return;
    }
  }
}
