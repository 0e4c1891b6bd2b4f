import type { Envelope, PostId } from '@sotto/core';
import { addressBytes, postHeadBytes, postIdBytes } from './batch-layout.ts';
import type { PendingPost, SentBatch } from './sent-batch.ts';

/** Bodies of one tail, and batches that tails keep alive. */
const maxTailBytes = 262_144;
const maxBatchBytes = 33_554_432;
const maxTails = 50_000;

interface TailEnvelope {
  readonly position: number;
  readonly batch: SentBatch;
  readonly post: PendingPost;
}

/** All envelopes of one mailbox behind `from`, except what was acked. */
interface Tail {
  from: number;
  envelopes: TailEnvelope[];
  bytes: number;
  /** `sentBefore` of the oldest batch that it may need; of the first envelope, or lower. */
  mark: number;
}

/**
 * What came lately into mailboxes that are being read, so that delivering it needs no way to the store's thread and
 * back. A tail begins when a read has reached the end of its mailbox and follows what is stored; what is read is let go.
 * It ends when it becomes long or old: somebody who reads keeps it short.
 */
export class Tails {
  readonly #tails = new Map<string, Tail>();
  /** Those that hold something, by their mark. */
  readonly #holding = new Map<string, Tail>();
  #sentBytes = 0;

  /** A read has given everything up to `from`. */
  begin(key: string, from: number): void {
    this.end(key);
    this.#tails.set(key, { from, envelopes: [], bytes: 0, mark: 0 });
    if (this.#tails.size <= maxTails) return;
    const [oldest] = this.#tails.keys();
    this.end(oldest!);
  }

  /** Stored, after everything that was stored before. */
  push(key: string, position: number, post: PendingPost, batch: SentBatch): void {
    const tail = this.#tails.get(key);
    if (tail === undefined) return;
    tail.bytes += post.bodyBytes;
    if (tail.bytes > maxTailBytes) return this.end(key);
    if (tail.envelopes.length === 0) {
      tail.mark = batch.sentBefore;
      this.#holding.set(key, tail);
    }
    tail.envelopes.push({ position, batch, post });
    this.#sentBytes = batch.sentBefore;
  }

  ack(key: string, upTo: number): void {
    const tail = this.#tails.get(key);
    if (tail !== undefined && tail.envelopes.length > 0) this.#drop(key, tail, upTo);
  }

  end(key: string): void {
    this.#tails.delete(key);
    this.#holding.delete(key);
  }

  /** As the point's `read`, with `now` in seconds since 1970; `undefined` when the tail does not reach back so far. */
  read(
    key: string,
    after: number,
    maxCount: number,
    maxBytes: number,
    now: number,
  ): readonly Envelope[] | undefined {
    const tail = this.#tails.get(key);
    if (tail === undefined || after < tail.from) return undefined;
    tail.from = after;
    if (tail.envelopes.length > 0) this.#drop(key, tail, after);
    const found: Envelope[] = [];
    let bytes = 0;
    for (const { position, batch, post } of tail.envelopes) {
      if (batch.now + post.ttlSeconds <= now) continue;
      bytes += post.bodyBytes;
      if (found.length === maxCount || (found.length > 0 && bytes > maxBytes)) break;
      found.push(envelope(position, batch, post));
    }
    return found;
  }

  /** Ends tails that would keep old batches alive. Called now and then. */
  shed(): void {
    const oldest = this.#sentBytes - maxBatchBytes;
    for (const [key, tail] of this.#holding) {
      if (tail.mark >= oldest) return;
      const first = tail.envelopes[0]!.batch.sentBefore;
      if (first < oldest) this.end(key);
      else {
        tail.mark = first;
        this.#holding.delete(key);
        this.#holding.set(key, tail);
      }
    }
  }

  #drop(key: string, tail: Tail, upTo: number): void {
    let count = 0;
    for (const { position, post } of tail.envelopes) {
      if (position > upTo) break;
      tail.bytes -= post.bodyBytes;
      count++;
    }
    if (count === tail.envelopes.length) {
      tail.envelopes = [];
      this.#holding.delete(key);
    } else if (count > 0) tail.envelopes = tail.envelopes.slice(count);
  }
}

function envelope(
  position: number,
  { bytes }: SentBatch,
  { at, mailboxes, bodyBytes }: PendingPost,
): Envelope {
  const { buffer, byteOffset } = bytes;
  const bodyAt = at + postHeadBytes + mailboxes * addressBytes;
  return {
    position,
    postId: new Uint8Array(buffer, byteOffset + at + 22, postIdBytes) as PostId,
    body: new Uint8Array(buffer, byteOffset + bodyAt, bodyBytes),
  };
}
