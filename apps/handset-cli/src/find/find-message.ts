import type { Conversation, Handset, Message, MessageId } from '@sotto/handset';
import { cliError } from '../error.ts';
import { shortIdChars } from '../short-id.ts';

const idChars = 64;
/** Messages among which the beginning of an id is looked for, the newest ones. */
const maxSearched = 5_000;
const pageMessages = 200;

/**
 * A message of a conversation, by its id or the first 8 or more characters of it: these among the newest 5,000.
 * @throws MESSAGE_ABSENT, MESSAGE_AMBIGUOUS, MESSAGE_UNKNOWN
 */
export async function findMessage(
  handset: Handset,
  { id }: Conversation,
  text: string,
  signal: AbortSignal,
): Promise<Message> {
  const wanted = text.toLowerCase();
  if (!/^[0-9a-f]+$/.test(wanted) || wanted.length < shortIdChars || wanted.length > idChars) {
    throw cliError(
      'MESSAGE_ABSENT',
      'A message is named by the first 8 or more characters of its id.',
    );
  }
  if (wanted.length === idChars) return handset.message(id, wanted as MessageId);
  const found = await searchByPrefix(handset, id, wanted, signal);
  const [first, second] = found;
  if (first === undefined) {
    throw cliError(
      'MESSAGE_ABSENT',
      `None of the newest ${maxSearched} messages has an id that begins so. An older one is named by its whole id.`,
    );
  }
  if (second !== undefined) {
    const choices = found.map((message) => message.id).join(', ');
    throw cliError('MESSAGE_AMBIGUOUS', `Several messages have an id that begins so: ${choices}.`);
  }
  return first;
}

/** All of them: whoever writes a message can choose how its id begins. */
async function searchByPrefix(
  handset: Handset,
  id: Conversation['id'],
  wanted: string,
  signal: AbortSignal,
): Promise<readonly Message[]> {
  const found: Message[] = [];
  let before: string | undefined;
  let searched = 0;
  do {
    const limit = Math.min(pageMessages, maxSearched - searched);
    const page = await handset.history(id, {
      limit,
      signal,
      ...(before === undefined ? {} : { before }),
    });
    found.push(...page.messages.filter((message) => message.id.startsWith(wanted)));
    searched += page.messages.length;
    before = page.messages.length === 0 ? undefined : page.before;
  } while (before !== undefined && searched < maxSearched);
  return found;
}
