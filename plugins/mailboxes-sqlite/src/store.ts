import type { DatabaseSync } from 'node:sqlite';
import type { MailboxTotals, RegisterOutcome } from '@sotto/core';
import type { BatchAck, BatchPost } from './batch-layout.ts';
import { addressBytes, callKind, outcomeNumber, readCall } from './batch-layout.ts';
import { EnvelopeTable } from './envelope-table.ts';
import { settledBytes } from './fitting.ts';
import { Journal } from './journal.ts';
import { MailboxStates } from './mailbox-states.ts';
import { PostIds } from './post-ids.ts';
import { readMailbox } from './read-mailbox.ts';
import { RegisterTable } from './register-table.ts';
import type { StoreRead } from './worker-messages.ts';
import type { MailboxState, YoungBatch } from './young.ts';
import { dropYoung, youngCount } from './young.ts';

/** Past these, batches are settled: what is in them is held in memory. */
const settlePastBytes = 4_194_304;
const settlePastEnvelopes = 65_536;
/** Of the newest batches, left alone when the older ones are settled for want of room. */
const keepBytes = 2_097_152;

/**
 * The mailboxes over one open database, without transactions of its own: each call belongs into one of the caller's, and
 * after one that failed the store is made anew from disk.
 *
 * Posts and acks are written as they come, a batch a row. In memory it is known which envelopes of these batches are not
 * acked. Most are acked within milliseconds and never go anywhere else; `settle` moves the others to their table,
 * remembers the post ids and drops the batches.
 */
export class Store {
  readonly #journal: Journal;
  readonly #states: MailboxStates;
  readonly #envelopes: EnvelopeTable;
  readonly #registers: RegisterTable;
  readonly #postIds: PostIds;
  readonly #idle;
  #batches: YoungBatch[] = [];
  #youngBytes = 0;
  #youngEnvelopes = 0;
  #batchBytes = 0;
  /** Past their time and dropped by `settle`; they count until `expire` has told of them. */
  #expiredYoung = 0;
  #total: { envelopes: number; bytes: number };

  /** Reads the state, and replays the batches that were not settled. `now` and all times: seconds since 1970. */
  constructor(database: DatabaseSync, now: number) {
    this.#journal = new Journal(database);
    this.#states = new MailboxStates(database);
    this.#envelopes = new EnvelopeTable(database);
    this.#registers = new RegisterTable(database);
    this.#postIds = new PostIds(database, now);
    this.#idle = database.prepare(
      'SELECT id FROM mailbox WHERE idle_at <= ? ORDER BY idle_at LIMIT ?',
    );
    const sums = database
      .prepare('SELECT total(envelopes) AS envelopes, total(bytes) AS bytes FROM mailbox')
      .get()!;
    this.#total = { envelopes: sums['envelopes'] as number, bytes: sums['bytes'] as number };
    for (const { n, storedAt, calls, outcomes } of this.#journal.rows()) {
      const batch = youngBatch(n, calls, storedAt);
      let at = 0;
      for (let offset = 0; offset < calls.length;) {
        const call = readCall(batch.view, offset);
        offset = call.end;
        at +=
          2 *
          (call.kind === callKind.ack
            ? this.#replayAck(call, outcomes, at)
            : this.#replayPost(batch, call, outcomes, at));
      }
      this.#batches.push(batch);
      this.#batchBytes += calls.length;
    }
  }

  /** True when `settle` should be called before long. */
  get isFull(): boolean {
    return this.#batchBytes > settlePastBytes || this.#youngEnvelopes > settlePastEnvelopes;
  }

  get hasBatches(): boolean {
    return this.#batches.length > 0;
  }

  /** What `settle` has to move and to drop, in bytes. */
  get unsettledBytes(): number {
    return this.#batchBytes + settledBytes(this.#youngEnvelopes, this.#youngBytes);
  }

  /** Bodies in the table, in bytes. */
  get settledBytes(): number {
    return this.#total.bytes;
  }

  has(address: Uint8Array): boolean {
    return this.#states.find(address) !== undefined;
  }

  /** Stores posts and acks. Answers with the pairs that batch-layout.ts describes. */
  takeBatch(calls: Uint8Array, now: number): Float64Array<ArrayBuffer> {
    const outcomes: number[] = [];
    // Its number is given by the journal, at the end: until then nothing asks for it.
    const batch = youngBatch(0, calls, now);
    for (let offset = 0; offset < calls.length;) {
      const call = readCall(batch.view, offset);
      offset = call.end;
      if (call.kind === callKind.ack) this.#ack(batch, call, now, outcomes);
      else this.#post(batch, call, now, outcomes);
    }
    const numbers = Float64Array.from(outcomes);
    batch.n = this.#journal.append(now, calls, numbers);
    this.#batches.push(batch);
    this.#batchBytes += calls.length;
    return numbers;
  }

  open(address: Uint8Array, idleSeconds: number, now: number): { readonly existed: boolean } {
    const mailbox = this.#states.find(address);
    if (mailbox === undefined) {
      this.#states.create(address, idleSeconds, now);
      return { existed: false };
    }
    mailbox.idleSeconds = idleSeconds;
    this.#states.used(mailbox, now);
    return { existed: true };
  }

  touch(address: Uint8Array, now: number): boolean {
    const mailbox = this.#states.find(address);
    if (mailbox !== undefined) this.#states.used(mailbox, now);
    return mailbox !== undefined;
  }

  remove(address: Uint8Array): boolean {
    const mailbox = this.#states.find(address);
    if (mailbox === undefined) return false;
    this.#removeMailbox(mailbox);
    return true;
  }

  read(
    address: Uint8Array,
    after: number,
    maxCount: number,
    maxBytes: number,
    now: number,
  ): StoreRead {
    const mailbox = this.#states.find(address);
    if (mailbox === undefined) return { envelopes: [], toEnd: true };
    return readMailbox(mailbox, this.#envelopes, { after, maxCount, maxBytes, now });
  }

  register(
    token: Uint8Array,
    body: Uint8Array,
    ttlSeconds: number,
    maxEntries: number,
    now: number,
  ): RegisterOutcome {
    return this.#registers.register(token, body, ttlSeconds, maxEntries, now);
  }

  lookup(token: Uint8Array, now: number): readonly Uint8Array[] {
    return this.#registers.lookup(token, now);
  }

  /** What is dropped first makes room for what is moved. */
  expire(maxCount: number, now: number): number {
    let dropped = 0;
    for (const { mailbox, envelopes, bytes } of this.#envelopes.expire(maxCount, now)) {
      const state = this.#states.findById(mailbox);
      if (state !== undefined) this.#countSettled(state, -envelopes, -bytes);
      dropped += envelopes;
    }
    if (dropped < maxCount) dropped += this.#registers.expire(maxCount - dropped, now);
    this.#postIds.expire(maxCount, now);
    this.settle(now);
    if (dropped < maxCount) dropped += this.#expireIdle(maxCount - dropped, now);
    const told = Math.min(this.#expiredYoung, Math.max(0, maxCount - dropped));
    this.#expiredYoung -= told;
    return dropped + told;
  }

  totals(): MailboxTotals {
    return {
      mailboxes: this.#states.count,
      envelopes: this.#total.envelopes + this.#youngEnvelopes + this.#expiredYoung,
      envelopeBytes: this.#total.bytes + this.#youngBytes,
      registers: this.#registers.count,
    };
  }

  /**
   * Drops batches, the oldest first, and moves what in them is neither acked nor past its time into its table. The
   * newest are kept when `keepsNewest`: most of what is in them will be acked in a moment.
   */
  settle(now: number, keepsNewest: boolean = false): void {
    const keep = keepsNewest && this.#youngEnvelopes <= settlePastEnvelopes ? keepBytes : 0;
    let count = 0;
    for (let kept = this.#batchBytes; kept > keep && count < this.#batches.length; count++) {
      kept -= this.#batches[count]!.bytes.length;
    }
    const batches = this.#batches.slice(0, count);
    const last = batches.at(-1);
    if (last === undefined) return;
    // First of all: what is moved finds room in what they took.
    this.#journal.dropUpTo(last.n);
    const left = batches.flatMap(({ envelopes }) => envelopes.filter(({ gone }) => !gone));
    const mailboxes = new Map<MailboxState, { envelopes: number; bytes: number }>();
    left.sort((a, b) => a.mailbox.id - b.mailbox.id || a.position - b.position);
    for (const envelope of left) {
      const count = mailboxes.get(envelope.mailbox) ?? { envelopes: 0, bytes: 0 };
      mailboxes.set(envelope.mailbox, count);
      if (envelope.until <= now) {
        this.#expiredYoung++;
        continue;
      }
      this.#envelopes.insert(envelope);
      count.envelopes++;
      count.bytes += envelope.bodyBytes;
    }
    for (const [mailbox, { envelopes, bytes }] of mailboxes) {
      dropYoung(mailbox, ({ batch }) => batch.n <= last.n);
      this.#countSettled(mailbox, envelopes, bytes);
    }
    this.#postIds.save(
      batches.reduce((sum, { postIds }) => sum + postIds, 0),
      now,
    );
    this.#batches = this.#batches.slice(count);
    for (const { bytes } of batches) this.#batchBytes -= bytes.length;
    for (const { bodyBytes } of left) this.#youngBytes -= bodyBytes;
    this.#youngEnvelopes -= left.length;
  }

  #post(batch: YoungBatch, post: BatchPost, now: number, outcomes: number[]): void {
    for (let index = 0; index < post.mailboxes; index++) {
      const at = post.addressesAt + index * addressBytes;
      const mailbox = this.#states.find(batch.bytes, at);
      if (mailbox === undefined) outcomes.push(0, outcomeNumber.unknown);
      else outcomes.push(mailbox.id, this.#postTo(mailbox, batch, post, now));
    }
  }

  #postTo(mailbox: MailboxState, batch: YoungBatch, post: BatchPost, now: number): number {
    const { hash } = this.#postIds;
    hash.of(mailbox.id, batch.view, post.postIdAt);
    if (this.#postIds.has(hash.low, hash.high, now)) return outcomeNumber.storedBefore;
    const held = mailbox.settledEnvelopes + youngCount(mailbox);
    const heldBytes = mailbox.settledBytes + mailbox.youngBytes;
    if (held >= post.maxEnvelopes || heldBytes + post.bodyBytes > post.maxBytes)
      return outcomeNumber.full;
    const position = this.#states.nextPosition(mailbox);
    this.#place(mailbox, batch, post, position);
    return position;
  }

  /** After `hash.of`. */
  #place(mailbox: MailboxState, batch: YoungBatch, post: BatchPost, position: number): void {
    const until = batch.storedAt + post.ttlSeconds;
    const { postIdAt, bodyAt, bodyBytes } = post;
    const envelope = { mailbox, batch, position, postIdAt, bodyAt, bodyBytes, until, gone: false };
    this.#postIds.add(this.#postIds.hash.low, this.#postIds.hash.high, until);
    batch.postIds++;
    batch.envelopes.push(envelope);
    mailbox.young.push(envelope);
    mailbox.youngBytes += bodyBytes;
    this.#youngBytes += bodyBytes;
    this.#youngEnvelopes++;
  }

  #ack(batch: YoungBatch, ack: BatchAck, now: number, outcomes: number[]): void {
    const mailbox = this.#states.find(batch.bytes, ack.addressAt);
    outcomes.push(mailbox?.id ?? 0, 0);
    if (mailbox === undefined) return;
    this.#states.used(mailbox, now);
    this.#ackYoung(mailbox, ack.upTo);
    if (mailbox.settledEnvelopes === 0) return;
    const { envelopes, bytes } = this.#envelopes.ack(mailbox.id, ack.upTo);
    if (envelopes > 0) this.#countSettled(mailbox, -envelopes, -bytes);
  }

  #ackYoung(mailbox: MailboxState, upTo: number): void {
    const before = mailbox.youngBytes;
    this.#youngEnvelopes -= dropYoung(mailbox, ({ position }) => position <= upTo);
    this.#youngBytes -= before - mailbox.youngBytes;
  }

  #replayPost(batch: YoungBatch, post: BatchPost, outcomes: Float64Array, at: number): number {
    for (let index = 0; index < post.mailboxes; index++) {
      const position = outcomes[at + 2 * index + 1]!;
      const mailbox = position > 0 ? this.#states.findById(outcomes[at + 2 * index]!) : undefined;
      if (mailbox === undefined) continue;
      this.#postIds.hash.of(mailbox.id, batch.view, post.postIdAt);
      this.#place(mailbox, batch, post, position);
    }
    return post.mailboxes;
  }

  #replayAck(ack: BatchAck, outcomes: Float64Array, at: number): number {
    const mailbox = this.#states.findById(outcomes[at]!);
    if (mailbox !== undefined) this.#ackYoung(mailbox, ack.upTo);
    return 1;
  }

  #removeMailbox(mailbox: MailboxState): void {
    this.#ackYoung(mailbox, Number.MAX_SAFE_INTEGER);
    this.#envelopes.removeAll(mailbox.id);
    this.#total.envelopes -= mailbox.settledEnvelopes;
    this.#total.bytes -= mailbox.settledBytes;
    this.#states.remove(mailbox);
  }

  #expireIdle(maxCount: number, now: number): number {
    let dropped = 0;
    for (const row of this.#idle.all(now, maxCount)) {
      const mailbox = this.#states.findById(row['id'] as number);
      if (mailbox === undefined) continue;
      const isEmpty = mailbox.settledEnvelopes === 0 && youngCount(mailbox) === 0;
      if (isEmpty && mailbox.idleAt <= now) {
        this.#removeMailbox(mailbox);
        dropped++;
      } else {
        // In use since, or not empty: it is looked at again later.
        mailbox.idleAt = Math.max(mailbox.idleAt, now + Math.ceil(mailbox.idleSeconds / 8));
        this.#states.saveIdle(mailbox);
      }
    }
    return dropped;
  }

  #countSettled(mailbox: MailboxState, envelopes: number, bytes: number): void {
    this.#total.envelopes += envelopes;
    this.#total.bytes += bytes;
    this.#states.countSettled(mailbox, envelopes, bytes);
  }
}

function youngBatch(n: number, bytes: Uint8Array, storedAt: number): YoungBatch {
  return {
    n,
    bytes,
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    storedAt,
    envelopes: [],
    postIds: 0,
  };
}
