import { setTimeout as sleep } from 'node:timers/promises';
import type { Handset, HandsetEvent, Message } from '@sotto/handset';
import { cliError } from './error.ts';
import type { Row } from './output/row.ts';

export interface Wait {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly emit: (row: Row) => Promise<void>;
}

/**
 * Sends, and waits until the relay has the message. Gives the message as it then is.
 * @throws NOT_RELAYED when time is up: it stays queued; SEND_FAILED when it was refused for good
 */
export async function sendAndWait(
  handset: Handset,
  send: () => Promise<Message>,
  { timeoutMs, signal, emit }: Wait,
): Promise<Message> {
  const done = new AbortController();
  const ends = AbortSignal.any([signal, done.signal]);
  // Before sending, so that no event is missed.
  const events = handset.events({ signal: ends });
  try {
    const sent = await send();
    const outOfTime = sleep(timeoutMs, undefined, { signal: ends }).then(() => undefined);
    const arrived = followUntilRelayed(handset, sent, events, emit);
    // Whichever loses is ended below; that is no failure.
    for (const either of [outOfTime, arrived]) either.catch(() => undefined);
    const message = await Promise.race([arrived, outOfTime]);
    signal.throwIfAborted();
    if (message === undefined) throw notRelayed();
    if (message.state === 'failed') {
      throw cliError(
        'SEND_FAILED',
        `The message could not be sent: ${message.failure ?? 'no reason was given'}.`,
      );
    }
    return message;
  } finally {
    done.abort();
  }
}

/** Waits until nothing is queued any more. @throws NOT_RELAYED */
export async function settle(handset: Handset, { timeoutMs, signal }: Wait): Promise<void> {
  const ends = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  try {
    await handset.settled({ signal: ends });
  } catch (error) {
    signal.throwIfAborted();
    if (ends.aborted) throw notRelayed();
    throw error;
  }
}

async function followUntilRelayed(
  handset: Handset,
  sent: Message,
  events: AsyncIterable<HandsetEvent>,
  emit: Wait['emit'],
): Promise<Message | undefined> {
  if (isOver(sent)) return sent;
  for await (const event of events) {
    if (event.type === 'progress' && event.message === sent.id) {
      await emit({ type: 'progress', message: sent.id, ...event.progress });
    }
    const message = event.type === 'message' ? event.message : undefined;
    if (message?.id === sent.id && isOver(message)) return message;
    if (event.type === 'missed') {
      const { messages } = await handset.history(sent.conversation, { limit: 200 });
      const now = messages.find(({ id }) => id === sent.id);
      if (now !== undefined && isOver(now)) return now;
    }
  }
  return undefined;
}

function isOver({ state }: Message): boolean {
  return state !== 'queued' && state !== 'uploading';
}

function notRelayed(): Error {
  return cliError(
    'NOT_RELAYED',
    'The relay could not be reached in time. The message is queued: it leaves when this handset next runs, as with sotto watch.',
    { retryable: true },
  );
}
