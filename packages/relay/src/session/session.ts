import type { MailboxAddress } from '@sotto/core';
import { isSottoError } from '@sotto/core';
import type { ClientFrame, InvalidFrame, RefusalCode, RelayFrame } from '@sotto/protocol';
import { parseClientBatch } from '@sotto/protocol';
import { byteKey } from '../byte-key.ts';
import type { RelayConnection } from '../connection.ts';
import type { Remote } from '../rates/remotes.ts';
import type { RelayContext } from '../relay-context.ts';
import { answer } from './answer.ts';
import type { Listener } from './listener.ts';
import { Outbox } from './outbox.ts';

/** How long a handset is asked to wait when a store fails. */
const unavailableRetryMs = 2_000;

/** One connection: its requests in, its answers and deliveries out. */
export class Session {
  readonly context: RelayContext;
  readonly remote: Remote;
  readonly outbox: Outbox;
  readonly listeners: Map<string, Listener> = new Map();
  readonly #connection: RelayConnection;
  /** Signed in listen and close; there after a hello. */
  nonce: Uint8Array | undefined;
  #underWay = 0;
  #bytesUnderWay = 0;
  #waiting: (() => void)[] = [];
  #arrivedAt = 0;
  #leaving = false;
  #ended = false;

  constructor(context: RelayContext, connection: RelayConnection, remote: Remote) {
    this.context = context;
    this.remote = remote;
    this.#connection = connection;
    this.outbox = new Outbox(connection, context.limits, context.metrics);
  }

  /** Resolves when the connection has ended and everything that it began is done. */
  async run(): Promise<void> {
    const { limits, clock, metrics } = this.context;
    const helloDeadline = new AbortController();
    clock.sleep(limits.helloTimeoutMs, helloDeadline.signal).then(
      () => this.nonce === undefined && this.end(),
      () => undefined,
    );
    try {
      for await (const message of this.#connection.messages) {
        if (this.#leaving || this.#ended) break;
        metrics.messagesReceived++;
        metrics.bytesReceived += message.length;
        this.#arrivedAt = performance.now();
        const frames = this.#parse(message);
        if (frames === undefined) break;
        for (const frame of frames) {
          if (this.#isBusy) await this.#calm();
          this.#request(frame);
        }
      }
    } finally {
      helloDeadline.abort();
      await this.#finish();
    }
  }

  /** In good order: no more requests, those under way are answered, then the connection closes. */
  async leave(retryAfterMs: number): Promise<void> {
    this.#leaving = true;
    this.outbox.push({ kind: 'leaving', id: 0, retryAfterMs });
    await this.#finish();
  }

  /** For good: it is told why, what is under way is answered, then the connection closes. */
  async dismiss(code: RefusalCode): Promise<void> {
    if (this.#leaving) return;
    this.#leaving = true;
    this.refuse(0, code);
    await this.#finish();
  }

  /** At once. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.outbox.end();
    this.#connection.close();
    for (const listener of this.listeners.values()) this.context.listeners.remove(listener);
    this.listeners.clear();
    this.#wake();
  }

  get hasEnded(): boolean {
    return this.#ended;
  }

  /** A store failed and with it the promise to deliver: the connection ends, and the handset comes back. */
  fail(error: unknown): void {
    this.#countFailure(error);
    this.end();
  }

  /** A request that will be answered later: it counts as under way until `settled`. */
  begin(bytes: number): void {
    this.#underWay++;
    this.#bytesUnderWay += bytes;
  }

  settled(bytes: number): void {
    this.#underWay--;
    this.#bytesUnderWay -= bytes;
    this.#wake();
  }

  /** Milliseconds since the message arrived whose requests are being begun. */
  get arrivedAt(): number {
    return this.#arrivedAt;
  }

  send(frame: RelayFrame): void {
    this.outbox.push(frame);
  }

  refuse(id: number, code: RefusalCode, retryAfterMs: number = 0): void {
    this.context.metrics.countRefusal(code);
    this.outbox.push({ kind: 'refused', id, code, retryAfterMs });
  }

  /** A store failed under a request. */
  refuseFailed(id: number, error: unknown): void {
    this.#countFailure(error);
    const retryMs = isSottoError(error) ? error.retryAfterMs : undefined;
    this.refuse(id, 'UNAVAILABLE', retryMs ?? unavailableRetryMs);
  }

  /** True when 0 was owed and `amount` was taken; else the request is refused. */
  admit(id: number, name: Parameters<Remote['take']>[0], amount: number): boolean {
    const retryAfterMs = this.remote.take(name, amount);
    if (retryAfterMs > 0) this.refuse(id, 'RATE', retryAfterMs);
    return retryAfterMs === 0;
  }

  listenerOf(address: MailboxAddress): Listener | undefined {
    return this.listeners.get(byteKey(address));
  }

  #countFailure(error: unknown): void {
    this.context.metrics.countFailure(this.context.clock.now());
    this.context.log.error('store-failed', { code: isSottoError(error) ? error.code : 'UNKNOWN' });
  }

  get #isBusy(): boolean {
    return this.#bytesUnderWay > this.context.limits.maxBytesUnderWay || !this.outbox.hasRoom;
  }

  async #calm(): Promise<void> {
    while (!this.#ended && this.#isBusy) {
      if (!this.outbox.hasRoom) await this.outbox.room();
      else await new Promise<void>((wake) => this.#waiting.push(wake));
    }
  }

  #parse(message: Uint8Array): readonly (ClientFrame | InvalidFrame)[] | undefined {
    try {
      return parseClientBatch(message, this.context.limits);
    } catch (error) {
      this.context.metrics.malformed++;
      this.refuse(0, isSottoError(error, 'FRAME_TOO_LARGE') ? 'TOO_LARGE' : 'MALFORMED');
      return undefined;
    }
  }

  #request(frame: ClientFrame | InvalidFrame): void {
    if (this.#ended) return;
    this.context.metrics.requests++;
    if (frame.kind === 'invalid') this.refuse(frame.id, frame.code);
    else if (this.#underWay >= this.context.limits.maxRequestsUnderWay)
      this.refuse(frame.id, 'TOO_MANY', 100);
    else if (this.nonce === undefined && frame.kind !== 'hello')
      this.refuse(frame.id, 'HELLO_FIRST');
    else answer(this, frame);
  }

  async #finish(): Promise<void> {
    while (!this.#ended && this.#underWay > 0)
      await new Promise<void>((wake) => this.#waiting.push(wake));
    await this.outbox.empty();
    this.end();
  }

  #wake(): void {
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}
