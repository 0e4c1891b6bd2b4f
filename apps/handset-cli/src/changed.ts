import type { Conversation, Handset } from '@sotto/handset';
import { cliError } from './error.ts';
import { settle } from './relayed.ts';
import type { Wait } from './relayed.ts';

/**
 * Asks for a change of a conversation, and waits until it was made and the relay has it. People who cannot be added before
 * their handset sent something are not waited for. Gives the conversation as it then is.
 * @throws CHANGE_WAITING when time is up: it is made when this handset next runs
 */
export async function changeAndWait(
  handset: Handset,
  change: () => Promise<Conversation>,
  wait: Wait,
): Promise<Conversation> {
  const done = new AbortController();
  const timeout = AbortSignal.timeout(wait.timeoutMs);
  const ends = AbortSignal.any([wait.signal, timeout, done.signal]);
  // Before asking, so that no event is missed.
  const events = handset.events({ signal: ends });
  try {
    const asked = await change();
    if (isPending(asked) && !(await isMade(handset, asked, events))) {
      wait.signal.throwIfAborted();
      throw changeWaiting();
    }
    await settle(handset, wait);
    return await handset.conversation(asked.id);
  } finally {
    done.abort();
  }
}

/** Follows the events until the conversation waits for no commit any more. False: there was no time left. */
async function isMade(
  handset: Handset,
  { id }: Conversation,
  events: ReturnType<Handset['events']>,
): Promise<boolean> {
  // It may have been made between the call and its answer.
  if (!isPending(await handset.conversation(id))) return true;
  for await (const event of events) {
    const now =
      event.type === 'conversation' && event.conversation.id === id
        ? event.conversation
        : event.type === 'missed'
          ? await handset.conversation(id)
          : undefined;
    if (now !== undefined && !isPending(now)) return true;
  }
  return false;
}

function isPending({ changesWaiting, group }: Conversation): boolean {
  return changesWaiting > (group?.waitingFor.length ?? 0);
}

function changeWaiting(): Error {
  return cliError(
    'CHANGE_WAITING',
    'The relay could not be reached in time. The change waits: it is made when this handset next runs, as with sotto watch.',
    { retryable: true },
  );
}
