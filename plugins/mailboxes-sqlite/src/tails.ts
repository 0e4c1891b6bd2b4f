import type { Envelope } from '@sotto/core';

/** Bodies kept for one mailbox, and for all of them. */
const maxTailBytes = 262_144;
const maxAllBytes = 33_554_432;
const maxTails = 50_000;

export interface TailEnvelope extends Envelope {
  /** Seconds since 1970. */
  readonly until: number;
}

/** All unacked envelopes of one mailbox behind `from`. */
interface Tail {
  readonly from: number;
  envelopes: TailEnvelope[];
  bytes: number;
}

/**
 * What came lately into mailboxes that are being read, so that delivering it needs no way to the store's thread and
 * back. A tail begins when a read has reached the end of its mailbox, follows what is stored, and ends when it becomes
 * long: somebody who reads keeps it short.
 */
export class Tails {
  readonly #tails = new Map<string, Tail>();
  #bytes = 0;

  /** A read has given everything up to `from`. */
  begin(key: string, from: number): void {
    const known = this.#tails.get(key);
    if (known !== undefined) this.#end(key, known);
    this.#tails.set(key, { from, envelopes: [], bytes: 0 });
    this.#shed();
  }

  has(key: string): boolean {
    return this.#tails.has(key);
  }

  /** Stored, after everything that was stored before. */
  push(key: string, envelope: TailEnvelope): void {
    const tail = this.#tails.get(key);
    if (tail === undefined) return;
    tail.bytes += envelope.body.length;
    this.#bytes += envelope.body.length;
    tail.envelopes.push(envelope);
    if (tail.bytes > maxTailBytes) this.#end(key, tail);
    else this.#shed();
  }

  ack(key: string, upTo: number): void {
    const tail = this.#tails.get(key);
    if (tail === undefined) return;
    let count = 0;
    let bytes = 0;
    for (const { position, body } of tail.envelopes) {
      if (position > upTo) break;
      bytes += body.length;
      count++;
    }
    if (count === 0) return;
    tail.envelopes = count === tail.envelopes.length ? [] : tail.envelopes.slice(count);
    tail.bytes -= bytes;
    this.#bytes -= bytes;
  }

  end(key: string): void {
    const tail = this.#tails.get(key);
    if (tail !== undefined) this.#end(key, tail);
  }

  endAll(): void {
    this.#tails.clear();
    this.#bytes = 0;
  }

  /** As the point's `read`; `undefined` when the tail does not reach back so far. */
  read(
    key: string,
    after: number,
    maxCount: number,
    maxBytes: number,
    now: number,
  ): readonly Envelope[] | undefined {
    const tail = this.#tails.get(key);
    if (tail === undefined || after < tail.from) return undefined;
    const found: Envelope[] = [];
    let bytes = 0;
    for (const envelope of tail.envelopes) {
      if (envelope.position <= after || envelope.until <= now) continue;
      bytes += envelope.body.length;
      if (found.length === maxCount || (found.length > 0 && bytes > maxBytes)) break;
      found.push(envelope);
    }
    return found;
  }

  #end(key: string, tail: Tail): void {
    this.#tails.delete(key);
    this.#bytes -= tail.bytes;
  }

  #shed(): void {
    for (const [key, tail] of this.#tails) {
      if (this.#bytes <= maxAllBytes && this.#tails.size <= maxTails) return;
      this.#end(key, tail);
    }
  }
}
