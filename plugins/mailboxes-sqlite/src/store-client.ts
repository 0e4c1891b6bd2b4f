import { Worker } from 'node:worker_threads';
import type { MailboxAddress, Post, PostOutcome } from '@sotto/core';
import { outcomeNumber } from './batch-layout.ts';
import { BatchWriter } from './batch-writer.ts';
import { closedError, failureError } from './mailboxes-error.ts';
import type { PendingCall, PendingPost, SentBatch } from './sent-batch.ts';
import type {
  FromStore,
  StoreCallName,
  StoreCalls,
  StoreOptions,
  ToStore,
} from './worker-messages.ts';

/** Batches sent and not yet answered: one that is being written, and one that can follow at once. */
const maxBatchesUnderWay = 2;
/** A batch is sent when it has so much, without waiting for the turn to end. */
const fullBatchBytes = 1_048_576;

/** What the calls' side wants to know of batches. */
export interface StoreEvents {
  /** A post reached a mailbox. Told once its transaction is on disk; `index` is the mailbox's place in the post. */
  readonly stored: (post: PendingPost, index: number, position: number, batch: SentBatch) => void;
  /** All of a batch was told; nobody has been answered yet. */
  readonly batchStored: () => void;
}

interface PendingAnswer {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The calls' side of the store's thread. Posts and acks of one turn, and of the time that a transaction takes, go together. */
export class StoreClient {
  readonly #worker: Worker;
  readonly #now: () => number;
  readonly #events: StoreEvents;
  readonly #writer = new BatchWriter();
  readonly #sent: SentBatch[] = [];
  readonly #answers = new Map<number, PendingAnswer>();
  #waiting: PendingCall[] = [];
  #scheduled = false;
  #sentBytes = 0;
  #lastId = 0;
  #failure: Error | undefined;

  /** Resolves when the store is open. `now` in seconds since 1970. @throws MAILBOXES_BROKEN, MAILBOXES_UNAVAILABLE. */
  static async open(
    options: StoreOptions,
    now: () => number,
    events: StoreEvents,
  ): Promise<StoreClient> {
    // Beside this file, in the sources as in what is built of them.
    const name = import.meta.url.endsWith('.ts') ? './store-worker.ts' : './store-worker.js';
    const worker = new Worker(new URL(name, import.meta.url), { workerData: options });
    await new Promise<void>((resolve, reject) => {
      worker.once('error', (cause) => reject(failureError('MAILBOXES_UNAVAILABLE', cause)));
      worker.once('message', (message: FromStore) => {
        if ('broken' in message) reject(failureError(message.broken));
        else resolve();
      });
    });
    worker.removeAllListeners('error');
    return new StoreClient(worker, now, events);
  }

  private constructor(worker: Worker, now: () => number, events: StoreEvents) {
    this.#worker = worker;
    this.#now = now;
    this.#events = events;
    worker.on('message', (message: FromStore) => this.#receive(message));
    worker.on('error', (cause) => this.#end(failureError('MAILBOXES_UNAVAILABLE', cause)));
    worker.on('exit', () => this.#end(closedError()));
  }

  post(post: Post): Promise<readonly PostOutcome[]> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const at = this.#writer.post(post);
    const { ttlSeconds } = post;
    const [mailboxes, bodyBytes] = [post.mailboxes.length, post.body.length];
    return new Promise((resolve, reject) => {
      this.#add({ kind: 'post', at, mailboxes, bodyBytes, ttlSeconds, resolve, reject });
    });
  }

  ack(address: MailboxAddress, upTo: number): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    this.#writer.ack(address, upTo);
    return new Promise((resolve, reject) => this.#add({ kind: 'ack', resolve, reject }));
  }

  call<N extends StoreCallName>(
    call: N,
    ...args: Parameters<StoreCalls[N]>
  ): Promise<ReturnType<StoreCalls[N]>> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const id = ++this.#lastId;
    this.#send({ call, id, args });
    return new Promise((resolve, reject) => {
      this.#answers.set(id, { resolve: resolve as (value: unknown) => void, reject });
    });
  }

  /** Everything that was called before is done; then the thread ends. */
  async stop(): Promise<void> {
    this.#flush();
    const stopped = this.call('stop');
    const exited = new Promise((resolve) => this.#worker.once('exit', resolve));
    this.#failure = closedError();
    await stopped;
    await exited;
  }

  #add(call: PendingCall): void {
    this.#waiting.push(call);
    if (this.#writer.length >= fullBatchBytes && this.#sent.length < maxBatchesUnderWay)
      this.#flush();
    else this.#schedule();
  }

  /** At the end of the turn, when everything has been read that the network had. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (this.#sent.length < maxBatchesUnderWay) this.#flush();
    });
  }

  #flush(): void {
    if (this.#waiting.length === 0) return;
    const batch = this.#writer.take();
    const now = this.#now();
    this.#sent.push({ bytes: batch, calls: this.#waiting, now, sentBefore: this.#sentBytes });
    this.#sentBytes += batch.length;
    this.#waiting = [];
    this.#send({ batch, now });
  }

  #send(message: ToStore): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    this.#worker.postMessage(message);
  }

  #receive(message: FromStore): void {
    if ('outcomes' in message) this.#batchStored(message.outcomes, message.refused);
    else if ('batchFailed' in message) {
      for (const { reject } of this.#sent.shift()?.calls ?? [])
        reject(failureError(message.batchFailed));
    } else if ('id' in message) {
      const answer = this.#answers.get(message.id);
      this.#answers.delete(message.id);
      if ('failed' in message) answer?.reject(failureError(message.failed));
      else answer?.resolve(message.value);
    }
    if (this.#waiting.length > 0) this.#flush();
  }

  /** Tells what was stored before it answers anybody: whoever is answered finds it readable. */
  #batchStored(outcomes: Float64Array, refused: ReadonlySet<number> | undefined): void {
    const batch = this.#sent.shift()!;
    let at = 0;
    const results: (readonly PostOutcome[])[] = [];
    for (let place = 0; place < batch.calls.length; place++) {
      const call = batch.calls[place]!;
      if (call.kind === 'ack') at += 2;
      else if (refused?.has(place) !== true) {
        const names: PostOutcome[] = [];
        for (let index = 0; index < call.mailboxes; index++) {
          const outcome = outcomes[at + 1]!;
          at += 2;
          if (outcome > 0) this.#events.stored(call, index, outcome, batch);
          names.push(outcomeName(outcome));
        }
        results.push(names);
      }
    }
    this.#events.batchStored();
    let next = 0;
    for (let place = 0; place < batch.calls.length; place++) {
      const call = batch.calls[place]!;
      if (call.kind === 'ack') call.resolve();
      else if (refused?.has(place) === true) call.reject(failureError('MAILBOXES_UNAVAILABLE'));
      else call.resolve(results[next++]!);
    }
  }

  #end(error: Error): void {
    this.#failure ??= error;
    const calls = [
      ...this.#sent.flatMap((batch) => batch.calls),
      ...this.#waiting,
      ...this.#answers.values(),
    ];
    this.#sent.length = 0;
    this.#waiting = [];
    this.#answers.clear();
    for (const { reject } of calls) reject(error);
  }
}

function outcomeName(outcome: number): PostOutcome {
  if (outcome === outcomeNumber.unknown) return 'unknown';
  return outcome === outcomeNumber.full ? 'full' : 'stored';
}
