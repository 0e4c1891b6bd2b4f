import type { RelayFrame } from '@sotto/protocol';
import { encodeRelayBatch, relayFrameLength } from '@sotto/protocol';
import type { RelayConnection } from '../connection.ts';
import type { RelayLimits } from '../limits.ts';
import type { Metrics } from '../metrics/metrics.ts';

/**
 * What a connection has yet to be sent. Frames of one turn share messages. Whoever makes frames asks `hasRoom` first
 * and waits for `room`, so that a connection that takes nothing holds little.
 */
export class Outbox {
  readonly #connection: RelayConnection;
  readonly #limits: RelayLimits;
  readonly #metrics: Metrics;
  #frames: RelayFrame[] = [];
  #bytes = 0;
  #flushing = false;
  #ended = false;
  #waiting: (() => void)[] = [];

  constructor(connection: RelayConnection, limits: RelayLimits, metrics: Metrics) {
    this.#connection = connection;
    this.#limits = limits;
    this.#metrics = metrics;
  }

  get hasRoom(): boolean {
    return this.#ended || this.#bytes + this.#connection.bufferedBytes() <= this.#limits.maxUnsentBytes;
  }

  /** Resolves when there is room, or the connection has ended. */
  async room(): Promise<void> {
    while (!this.hasRoom) await new Promise<void>((wake) => this.#waiting.push(wake));
  }

  /** Resolves when all is handed over, or the connection has ended. */
  async empty(): Promise<void> {
    while (!this.#ended && (this.#flushing || this.#frames.length > 0)) {
      await new Promise<void>((wake) => this.#waiting.push(wake));
    }
  }

  push(frame: RelayFrame): void {
    if (this.#ended) return;
    this.#frames.push(frame);
    this.#bytes += relayFrameLength(frame);
    if (this.#flushing) return;
    this.#flushing = true;
    // After whatever else this turn has to say.
    queueMicrotask(() => void this.#flush());
  }

  /** The connection has ended: what was not sent is dropped. */
  end(): void {
    this.#ended = true;
    this.#frames = [];
    this.#bytes = 0;
    this.#wake();
  }

  async #flush(): Promise<void> {
    try {
      while (this.#frames.length > 0) {
        const sending = this.#connection.send(this.#nextMessage());
        this.#wake();
        if (sending !== undefined) await sending;
      }
    } catch {
      // The connection has ended; its messages end with it, and the session learns of it there.
      this.#connection.close();
      this.end();
    } finally {
      this.#flushing = false;
      this.#wake();
    }
  }

  #nextMessage(): Uint8Array {
    const { maxFramesPerMessage, maxMessageBytes } = this.#limits;
    let count = 0;
    let bytes = 0;
    for (const frame of this.#frames) {
      const length = relayFrameLength(frame);
      if (count > 0 && (count === maxFramesPerMessage || bytes + length > maxMessageBytes)) break;
      bytes += length;
      count++;
    }
    const message = encodeRelayBatch(count === this.#frames.length ? this.#frames : this.#frames.slice(0, count));
    this.#frames = count === this.#frames.length ? [] : this.#frames.slice(count);
    this.#bytes -= bytes;
    this.#metrics.messagesSent++;
    this.#metrics.bytesSent += message.length;
    return message;
  }

  #wake(): void {
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}
