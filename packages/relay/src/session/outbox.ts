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
  #lengths: number[] = [];
  /** Of the frames, and of the message that the connection has not taken yet. */
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
    return this.#ended || this.#bytes <= this.#limits.maxUnsentBytes;
  }

  /** Resolves when there is room, or the connection has ended. */
  async room(): Promise<void> {
    while (!this.hasRoom) await this.#progress();
  }

  /** Resolves when all is handed over, or the connection has ended. */
  async empty(): Promise<void> {
    while (!this.#ended && (this.#flushing || this.#frames.length > 0)) await this.#progress();
  }

  push(frame: RelayFrame): void {
    if (this.#ended) return;
    const length = relayFrameLength(frame);
    this.#frames.push(frame);
    this.#lengths.push(length);
    this.#bytes += length;
    if (this.#flushing) return;
    this.#flushing = true;
    // After whatever else this turn has to say.
    queueMicrotask(() => void this.#flush());
  }

  /** The connection has ended: what was not sent is dropped. */
  end(): void {
    this.#ended = true;
    this.#frames = [];
    this.#lengths = [];
    this.#bytes = 0;
    this.#wake();
  }

  async #flush(): Promise<void> {
    try {
      while (this.#frames.length > 0) {
        const message = this.#nextMessage();
        const sending = this.#connection.send(message);
        if (sending !== undefined) await sending;
        if (!this.#ended) this.#bytes -= message.length;
        this.#wake();
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
    for (const length of this.#lengths) {
      if (count > 0 && (count === maxFramesPerMessage || bytes + length > maxMessageBytes)) break;
      bytes += length;
      count++;
    }
    const frames = this.#frames;
    const all = count === frames.length;
    this.#frames = all ? [] : frames.slice(count);
    this.#lengths = all ? [] : this.#lengths.slice(count);
    const message = encodeRelayBatch(all ? frames : frames.slice(0, count));
    this.#metrics.messagesSent++;
    this.#metrics.bytesSent += message.length;
    return message;
  }

  #progress(): Promise<void> {
    return new Promise((wake) => this.#waiting.push(wake));
  }

  #wake(): void {
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}
