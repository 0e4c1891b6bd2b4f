import type { HandsetEvent } from '../api.ts';
import { handsetLimits } from '../limits.ts';

/** Hands every event to every subscriber. Each has a queue of its own, so a slow one holds up nobody. */
export interface EventHub {
  readonly emit: (event: HandsetEvent) => void;
  /** Events from this call on, until `signal` aborts or the hub closes. */
  readonly subscribe: (signal?: AbortSignal) => AsyncIterable<HandsetEvent>;
  /** Ends every subscription; what was not read yet is dropped. */
  readonly close: () => void;
}

interface Subscriber {
  queue: HandsetEvent[];
  ended: boolean;
  wake: (() => void) | undefined;
}

export function createEventHub(maxUnread: number = handsetLimits.maxEventsUnread): EventHub {
  const subscribers = new Set<Subscriber>();
  let closed = false;

  const end = (subscriber: Subscriber): void => {
    subscriber.ended = true;
    subscribers.delete(subscriber);
    subscriber.wake?.();
  };

  return {
    emit: (event) => {
      for (const subscriber of subscribers) {
        if (subscriber.queue.length >= maxUnread) subscriber.queue = [{ type: 'missed' }];
        subscriber.queue.push(event);
        subscriber.wake?.();
      }
    },
    subscribe: (signal) => {
      const subscriber: Subscriber = {
        queue: [],
        ended: closed || signal?.aborted === true,
        wake: undefined,
      };
      if (!subscriber.ended) subscribers.add(subscriber);
      const abort = (): void => {
        subscriber.queue = [];
        end(subscriber);
      };
      signal?.addEventListener('abort', abort, { once: true });
      return read(subscriber, () => {
        signal?.removeEventListener('abort', abort);
        end(subscriber);
      });
    },
    close: () => {
      closed = true;
      for (const subscriber of subscribers) {
        subscriber.queue = [];
        end(subscriber);
      }
    },
  };
}

async function* read(subscriber: Subscriber, done: () => void): AsyncGenerator<HandsetEvent> {
  try {
    for (;;) {
      const event = subscriber.queue.shift();
      if (event !== undefined) yield event;
      else if (subscriber.ended) return;
      else {
        await new Promise<void>((resolve) => {
          subscriber.wake = resolve;
        });
        subscriber.wake = undefined;
      }
    }
  } finally {
    done();
  }
}
