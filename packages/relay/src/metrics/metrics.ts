import { Histogram } from './histogram.ts';

/** What a relay counts. Numbers only: nothing here is about one remote, mailbox, post or blob. */
export class Metrics {
  connectionsTotal = 0;
  connections = 0;
  connectionsRefused = 0;
  messagesReceived = 0;
  messagesSent = 0;
  bytesReceived = 0;
  bytesSent = 0;
  /** Messages that were no batch of frames. */
  malformed = 0;
  requests = 0;
  /** By refusal code. */
  readonly refused: Map<string, number> = new Map();
  /** One a mailbox of a post. */
  stored = 0;
  unknown = 0;
  full = 0;
  acks = 0;
  delivered = 0;
  deliveredBytes = 0;
  replaced = 0;
  registered = 0;
  expired = 0;
  /** Mailboxes removed because their credit was taken back. */
  withdrawn = 0;
  blobBytesIn = 0;
  blobBytesOut = 0;
  /** Calls to a store that failed. */
  storeFailures = 0;
  /** When the last of them was. */
  failedAtMs: number = Number.NEGATIVE_INFINITY;
  /** From the arrival of a post to its bytes being durable. */
  readonly postDuration: Histogram = new Histogram();

  countFailure(nowMs: number): void {
    this.storeFailures++;
    this.failedAtMs = nowMs;
  }

  countRefusal(code: string): void {
    this.refused.set(code, (this.refused.get(code) ?? 0) + 1);
  }
}
