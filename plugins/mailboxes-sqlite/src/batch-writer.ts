import type { MailboxAddress, Post } from '@sotto/core';
import { ackBytes, addressBytes, callKind, postHeadBytes } from './batch-layout.ts';

const firstBytes = 16_384;

/** Packs calls into one stretch of bytes, which is then given away whole. */
export class BatchWriter {
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(firstBytes);
  #view: DataView = new DataView(this.#bytes.buffer);
  #at = 0;

  get length(): number {
    return this.#at;
  }

  /** Copies the post: its bytes are the caller's again. */
  post(post: Post): void {
    const { mailboxes, body } = post;
    let at = this.#grow(postHeadBytes + mailboxes.length * addressBytes + body.length);
    const view = this.#view;
    view.setUint8(at, callKind.post);
    view.setUint8(at + 1, mailboxes.length);
    view.setUint32(at + 2, post.ttlSeconds, true);
    view.setUint32(at + 6, Math.min(post.maxEnvelopes, 0xffffffff), true);
    view.setFloat64(at + 10, post.maxBytes, true);
    view.setUint32(at + 18, body.length, true);
    this.#copy(post.postId, at + 22);
    at += postHeadBytes;
    for (const mailbox of mailboxes) {
      this.#copy(mailbox, at);
      at += addressBytes;
    }
    this.#bytes.set(body, at);
  }

  ack(address: MailboxAddress, upTo: number): void {
    const at = this.#grow(ackBytes);
    this.#view.setUint8(at, callKind.ack);
    this.#view.setFloat64(at + 1, upTo, true);
    this.#copy(address, at + 9);
  }

  /** What was packed. The writer is empty afterwards. */
  take(): ArrayBuffer {
    const taken = this.#bytes.buffer.transfer(this.#at);
    // Such a batch is likely to come again.
    this.#bytes = new Uint8Array(Math.max(firstBytes, 2 ** Math.ceil(Math.log2(this.#at + 1))));
    this.#view = new DataView(this.#bytes.buffer);
    this.#at = 0;
    return taken;
  }

  #grow(length: number): number {
    const at = this.#at;
    this.#at += length;
    if (this.#at > this.#bytes.length) {
      let size = this.#bytes.length;
      while (size < this.#at) size *= 2;
      this.#bytes = new Uint8Array(this.#bytes.buffer.transfer(size));
      this.#view = new DataView(this.#bytes.buffer);
    }
    return at;
  }

  // For ids and addresses a loop is several times faster than `set`.
  #copy(from: Uint8Array, at: number): void {
    const bytes = this.#bytes;
    for (let index = 0; index < from.length; index++) bytes[at + index] = from[index]!;
  }
}
