import type { MailboxAddress, Post } from '@sotto/core';
import { ackBytes, addressBytes, callKind, postHeadBytes } from './batch-layout.ts';

const firstBytes = 16_384;

/** Packs calls into one stretch of bytes that both threads see: nothing is copied on its way to the store. */
export class BatchWriter {
  #bytes: Uint8Array<SharedArrayBuffer> = new Uint8Array(new SharedArrayBuffer(firstBytes));
  #view: DataView = new DataView(this.#bytes.buffer);
  #at = 0;

  get length(): number {
    return this.#at;
  }

  /** Copies the post, so that its bytes are the caller's again, and gives its offset. */
  post(post: Post): number {
    const { mailboxes, body } = post;
    const start = this.#grow(postHeadBytes + mailboxes.length * addressBytes + body.length);
    const view = this.#view;
    view.setUint8(start, callKind.post);
    view.setUint8(start + 1, mailboxes.length);
    view.setUint32(start + 2, post.ttlSeconds, true);
    view.setUint32(start + 6, Math.min(post.maxEnvelopes, 0xffffffff), true);
    view.setFloat64(start + 10, post.maxBytes, true);
    view.setUint32(start + 18, body.length, true);
    this.#copy(post.postId, start + 22);
    let at = start + postHeadBytes;
    for (const mailbox of mailboxes) {
      this.#copy(mailbox, at);
      at += addressBytes;
    }
    this.#bytes.set(body, at);
    return start;
  }

  ack(address: MailboxAddress, upTo: number): void {
    const at = this.#grow(ackBytes);
    this.#view.setUint8(at, callKind.ack);
    this.#view.setFloat64(at + 1, upTo, true);
    this.#copy(address, at + 9);
  }

  /** What was packed, which is not written to any more. The writer is empty afterwards. */
  take(): Uint8Array<SharedArrayBuffer> {
    const taken = this.#bytes.subarray(0, this.#at);
    // Batches are followed by such as they are themselves; growing costs a copy, room costs nothing until it is used.
    let size = Math.max(firstBytes, this.#bytes.length);
    while (size > firstBytes && size >= this.#at * 4) size /= 2;
    this.#use(new SharedArrayBuffer(size));
    this.#at = 0;
    return taken;
  }

  #grow(length: number): number {
    const at = this.#at;
    this.#at += length;
    if (this.#at > this.#bytes.length) {
      const before = this.#bytes;
      let size = before.length;
      while (size < this.#at) size *= 2;
      this.#use(new SharedArrayBuffer(size));
      this.#bytes.set(before.subarray(0, at));
    }
    return at;
  }

  #use(buffer: SharedArrayBuffer): void {
    this.#bytes = new Uint8Array(buffer);
    this.#view = new DataView(buffer);
  }

  // For ids and addresses a loop is several times faster than `set`.
  #copy(from: Uint8Array, at: number): void {
    const bytes = this.#bytes;
    for (let index = 0; index < from.length; index++) bytes[at + index] = from[index]!;
  }
}
