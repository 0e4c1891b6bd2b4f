import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { storeFailure } from './store-error.ts';
import { StoreThread } from './store-thread.ts';
import type { FromStore, StoreOptions, ToStore } from './worker-messages.ts';

// The thread that owns the database. Everything that waits when it is free goes into one transaction.

/** Calls in one transaction: more than this and the first would wait for the last. */
const maxTogetherBytes = 2_097_152;
const maxTogether = 256;
const maintainEveryMs = 500;

const port = parentPort!;
let thread: StoreThread | undefined;
try {
  thread = new StoreThread(workerData as StoreOptions);
  port.postMessage({ ready: true } satisfies FromStore);
} catch (error) {
  port.postMessage({ broken: storeFailure(error) } satisfies FromStore);
  port.close();
}

let timer: NodeJS.Timeout | undefined;

port.on('message', (first: ToStore) => {
  for (let messages = gather(first); messages.length > 0; messages = gather()) serve(messages);
});

function serve(messages: readonly ToStore[]): void {
  if (thread === undefined) return;
  const stop = messages.find((message) => 'call' in message && message.call === 'stop');
  const calls = messages.filter((message) => message !== stop);
  for (const answer of calls.length === 0 ? [] : thread.handle(calls, performance.now())) {
    // Nothing is transferred: detaching one buffer makes all typed arrays of a thread slower for good.
    port.postMessage(answer);
  }
  if (stop !== undefined && 'id' in stop) {
    clearTimeout(timer);
    thread.close();
    thread = undefined;
    port.postMessage({ id: stop.id, value: undefined } satisfies FromStore);
    port.close();
    return;
  }
  thread.maintain(false, performance.now());
  if (thread.isUntidy) timer ??= setTimeout(tidy, maintainEveryMs);
}

function tidy(): void {
  timer = undefined;
  thread?.maintain(true, performance.now());
  if (thread?.isUntidy === true) timer = setTimeout(tidy, maintainEveryMs);
}

function gather(first?: ToStore): readonly ToStore[] {
  const messages: ToStore[] = [];
  let bytes = 0;
  let message = first ?? receive();
  while (message !== undefined) {
    messages.push(message);
    bytes += 'batch' in message ? message.batch.byteLength : 0;
    if (bytes > maxTogetherBytes || messages.length === maxTogether) break;
    message = receive();
  }
  return messages;
}

function receive(): ToStore | undefined {
  return receiveMessageOnPort(port)?.message as ToStore | undefined;
}
