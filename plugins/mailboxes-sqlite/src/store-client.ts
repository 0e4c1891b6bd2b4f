import { Worker } from 'node:worker_threads';
import type { MailboxAddress, MailboxesErrorCode, Post, PostId, PostOutcome } from '@sotto/core';
import { SottoError } from '@sotto/core';
import { outcomeNumber } from './batch-layout.ts';
import { BatchWriter } from './batch-writer.ts';
import type {
  FromStore,
  StoreCallName,
  StoreCalls,
  StoreFailure,
  StoreOptions,
  ToStore,
} from './worker-messages.ts';

/** Batches sent and not yet answered: one that is being written, and one that can follow at once. */
const maxBatchesUnderWay = 2;
/** A batch is sent when it has so much, without waiting for the turn to end. */
const fullBatchBytes = 1_048_576;

/** What is remembered of a post until it is stored. */
export interface PostNote {
  /** Of its mailboxes, in order; see `byteKey`. */
  readonly keys: readonly string[];
  readonly ttlSeconds: number;
  /** Copies, when somebody may want them at once. */
  readonly kept: { readonly postId: PostId; readonly body: Uint8Array } | undefined;
}

/** A stored envelope, told once its transaction is on disk. `storedAt`: seconds since 1970. */
export type Stored = (key: string, position: number, note: PostNote, storedAt: number) => void;

interface PendingPost {
  readonly note: PostNote;
  readonly resolve: (outcomes: readonly PostOutcome[]) => void;
  readonly reject: (error: Error) => void;
}

interface PendingAck {
  readonly note: undefined;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

interface PendingBatch {
  readonly calls: readonly (PendingPost | PendingAck)[];
  readonly now: number;
}

interface PendingCall {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The calls' side of the store's thread. Posts and acks of one turn, and of the time that a transaction takes, go together. */
export class StoreClient {
  readonly #worker: Worker;
  readonly #now: () => number;
  readonly #stored: Stored;
  /** All of a batch's envelopes were told. */
  readonly #batchDone: () => void;
  readonly #writer = new BatchWriter();
  readonly #sent: PendingBatch[] = [];
  readonly #calls = new Map<number, PendingCall>();
  #waiting: (PendingPost | PendingAck)[] = [];
  #scheduled = false;
  #lastId = 0;
  #failure: Error | undefined;

  /** Resolves when the store is open. @throws MAILBOXES_BROKEN, MAILBOXES_UNAVAILABLE. */
  static async open(
    options: StoreOptions,
    now: () => number,
    stored: Stored,
    batchDone: () => void,
  ): Promise<StoreClient> {
    // Beside this file, in the sources as in what is built of them.
    const file = new URL(
      import.meta.url.endsWith('.ts') ? './store-worker.ts' : './store-worker.js',
      import.meta.url,
    );
    const worker = new Worker(file, { workerData: options });
    await new Promise<void>((resolve, reject) => {
      worker.once('error', (cause) => reject(failed('MAILBOXES_UNAVAILABLE', cause)));
      worker.once('message', (message: FromStore) => {
        if ('broken' in message) reject(failed(message.broken));
        else resolve();
      });
    });
    worker.removeAllListeners('error');
    return new StoreClient(worker, now, stored, batchDone);
  }

  private constructor(worker: Worker, now: () => number, stored: Stored, batchDone: () => void) {
    this.#worker = worker;
    this.#now = now;
    this.#stored = stored;
    this.#batchDone = batchDone;
    worker.on('message', (message: FromStore) => this.#receive(message));
    worker.on('error', (cause) => this.#end(failed('MAILBOXES_UNAVAILABLE', cause)));
    worker.on('exit', () => this.#end(closed()));
  }

  post(post: Post, note: PostNote): Promise<readonly PostOutcome[]> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    this.#writer.post(post);
    return new Promise((resolve, reject) => this.#add({ note, resolve, reject }));
  }

  ack(address: MailboxAddress, upTo: number): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    this.#writer.ack(address, upTo);
    return new Promise((resolve, reject) => this.#add({ note: undefined, resolve, reject }));
  }

  call<N extends StoreCallName>(
    call: N,
    ...args: Parameters<StoreCalls[N]>
  ): Promise<ReturnType<StoreCalls[N]>> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const id = ++this.#lastId;
    this.#send({ call, id, args });
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve: resolve as (value: unknown) => void, reject });
    });
  }

  /** Everything that was called before is done; then the thread ends. */
  async stop(): Promise<void> {
    this.#flush();
    const stopped = this.call('stop');
    const exited = new Promise((resolve) => this.#worker.once('exit', resolve));
    this.#failure = closed();
    await stopped;
    await exited;
  }

  #add(call: PendingPost | PendingAck): void {
    this.#waiting.push(call);
    if (this.#sent.length < maxBatchesUnderWay && this.#writer.length >= fullBatchBytes)
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
    const now = this.#now();
    const batch = this.#writer.take();
    this.#sent.push({ calls: this.#waiting, now });
    this.#waiting = [];
    this.#send({ batch, now });
  }

  #send(message: ToStore): void {
    this.#worker.postMessage(message, 'batch' in message ? [message.batch] : []);
  }

  #receive(message: FromStore): void {
    if ('outcomes' in message) this.#batchStored(message.outcomes);
    else if ('batchFailed' in message) {
      for (const { reject } of this.#sent.shift()?.calls ?? []) reject(failed(message.batchFailed));
    } else if ('id' in message) {
      const call = this.#calls.get(message.id);
      this.#calls.delete(message.id);
      if ('failed' in message) call?.reject(failed(message.failed));
      else call?.resolve(message.value);
    }
    if (this.#waiting.length > 0) this.#flush();
  }

  #batchStored(outcomes: Float64Array): void {
    const { calls, now } = this.#sent.shift()!;
    let at = 0;
    const results: (readonly PostOutcome[])[] = [];
    for (const { note } of calls) {
      if (note === undefined) {
        at += 2;
        continue;
      }
      results.push(
        note.keys.map((key) => {
          const outcome = outcomes[at + 1]!;
          at += 2;
          if (outcome > 0) this.#stored(key, outcome, note, now);
          return outcomeName(outcome);
        }),
      );
    }
    this.#batchDone();
    let next = 0;
    for (const call of calls) {
      if (call.note === undefined) call.resolve();
      else call.resolve(results[next++]!);
    }
  }

  #end(error: Error): void {
    this.#failure ??= error;
    const calls = [
      ...this.#sent.flatMap((batch) => batch.calls),
      ...this.#waiting,
      ...this.#calls.values(),
    ];
    this.#sent.length = 0;
    this.#waiting = [];
    this.#calls.clear();
    for (const { reject } of calls) reject(error);
  }
}

function outcomeName(outcome: number): PostOutcome {
  if (outcome === outcomeNumber.unknown) return 'unknown';
  return outcome === outcomeNumber.full ? 'full' : 'stored';
}

function failed(code: StoreFailure, cause?: unknown): Error {
  const isBroken = code === 'MAILBOXES_BROKEN';
  const message = isBroken
    ? 'The mailboxes file is held by another process, or cannot be used.'
    : 'The mailboxes cannot be written or read now.';
  return new SottoError<MailboxesErrorCode>(code, message, { retryable: !isBroken, cause });
}

function closed(): Error {
  return new SottoError<MailboxesErrorCode>('MAILBOXES_CLOSED', 'The mailboxes are closed.');
}
