import type { MailboxAddress, Mailboxes } from '@sotto/core';
import type { RelayLimits } from '../limits.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Outbox } from './outbox.ts';

/** Bodies read from the store in one go. */
const readBytes = 262_144;

/** What a listener needs of its session and its relay. */
export interface ListenerContext {
  readonly mailboxes: Mailboxes;
  readonly outbox: Outbox;
  readonly limits: RelayLimits;
  readonly metrics: Metrics;
  /** The store failed: the session cannot keep its promise to deliver and has to end. */
  readonly fail: (error: unknown) => void;
}

/** One connection's hold on one mailbox: delivers from the first unacked envelope on, as far as its window reaches. */
export class Listener {
  readonly address: MailboxAddress;
  readonly #context: ListenerContext;
  #windowBytes: number;
  #after = 0;
  #running = false;
  #again = false;
  #ended = false;

  constructor(address: MailboxAddress, windowBytes: number, context: ListenerContext) {
    this.address = address;
    this.#context = context;
    this.#windowBytes = Math.min(windowBytes, context.limits.maxWindowBytes);
  }

  grant(windowBytes: number): void {
    this.#windowBytes = Math.min(
      this.#windowBytes + windowBytes,
      this.#context.limits.maxWindowBytes,
    );
    this.wake();
  }

  /** Delivers what can be delivered. Called when the mailbox received something; more often does no harm. */
  wake(): void {
    this.#again = true;
    if (this.#running || this.#ended) return;
    this.#running = true;
    this.#run().catch(this.#context.fail);
  }

  end(): void {
    this.#ended = true;
  }

  async #run(): Promise<void> {
    const { mailboxes, outbox, limits, metrics } = this.#context;
    try {
      while (this.#again) {
        this.#again = false;
        while (this.#windowBytes > 0) {
          if (!outbox.hasRoom) await outbox.room();
          if (this.#ended) return;
          const envelopes = await mailboxes.read({
            address: this.address,
            after: this.#after,
            maxCount: limits.maxFramesPerMessage,
            maxBytes: Math.min(this.#windowBytes, readBytes),
          });
          const last = envelopes.at(-1);
          if (this.#ended || last === undefined) break;
          let bytes = 0;
          for (const { body } of envelopes) bytes += body.length;
          this.#after = last.position;
          this.#windowBytes -= bytes;
          metrics.delivered += envelopes.length;
          metrics.deliveredBytes += bytes;
          outbox.push({ kind: 'delivery', id: 0, mailbox: this.address, envelopes });
        }
      }
    } finally {
      this.#running = false;
    }
  }
}
