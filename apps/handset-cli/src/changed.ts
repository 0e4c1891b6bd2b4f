import { setTimeout as sleep } from 'node:timers/promises';
import type { Conversation, Handset } from '@sotto/handset';
import { cliError } from './error.ts';
import { settle } from './relayed.ts';
import type { Wait } from './relayed.ts';

/** People whose handset has not yet sent what is needed to add them are waited for so long, while the relay is there. */
const peoplePatienceMs = 5_000;

/**
 * Asks for a change of a conversation, and waits until it was made and the relay has it. People who cannot be added before
 * their handset sent something are waited for a moment alone. Gives the conversation as it then is.
 * @throws CHANGE_WAITING when time is up: it is made when this handset next runs
 */
export async function changeAndWait(
  handset: Handset,
  change: () => Promise<Conversation>,
  wait: Wait,
  patienceMs: number = peoplePatienceMs,
): Promise<Conversation> {
  const done = new AbortController();
  const timeout = AbortSignal.timeout(wait.timeoutMs);
  const ends = AbortSignal.any([wait.signal, timeout, done.signal]);
  // Before asking, so that no event is missed.
  const events = handset.events({ signal: ends });
  try {
    const { id } = await change();
    const made = isMade(handset, id, events);
    const allButPeople = lacksPeopleAlone(handset, id, patienceMs, ends);
    // Whichever is later is ended below; that is no failure.
    for (const either of [made, allButPeople]) either.catch(() => undefined);
    const isDone = await Promise.race([made, allButPeople]);
    wait.signal.throwIfAborted();
    if (!isDone) throw changeWaiting();
    await settle(handset, wait);
    return await handset.conversation(id);
  } finally {
    done.abort();
  }
}

/** Follows the events until the conversation waits for no commit any more. False: there was no time left. */
async function isMade(
  handset: Handset,
  id: Conversation['id'],
  events: ReturnType<Handset['events']>,
): Promise<boolean> {
  // It may have been made between the call and its answer.
  if ((await handset.conversation(id)).changesWaiting === 0) return true;
  for await (const event of events) {
    const now =
      event.type === 'conversation' && event.conversation.id === id
        ? event.conversation
        : event.type === 'missed'
          ? await handset.conversation(id)
          : undefined;
    if (now?.changesWaiting === 0) return true;
  }
  return false;
}

/** True once the relay was there for a moment, and still nothing is left but to add people. False: there was no time left. */
async function lacksPeopleAlone(
  handset: Handset,
  id: Conversation['id'],
  patienceMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  while (!signal.aborted) {
    // Aborting ends the wait, and then the loop.
    await sleep(patienceMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted || (await handset.status()).connection !== 'online') continue;
    const { changesWaiting, group } = await handset.conversation(id);
    if (changesWaiting === group?.waitingFor.length) return true;
  }
  return false;
}

function changeWaiting(): Error {
  return cliError(
    'CHANGE_WAITING',
    'The relay could not be reached in time. The change waits: it is made when this handset next runs, as with sotto watch.',
    { retryable: true },
  );
}
