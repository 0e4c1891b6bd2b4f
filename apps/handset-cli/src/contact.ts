import type { Conversation, Handset } from '@sotto/handset';
import { cliError } from './error.ts';

const minPrefix = 8;

/**
 * The conversation with a contact: by conversation id, by identity or its first 8 or more characters, or by name. A name that
 * you gave yourself wins over one that a contact suggested, because anybody can suggest any.
 * @throws CONTACT_UNKNOWN, CONTACT_AMBIGUOUS
 */
export async function findConversation(handset: Handset, text: string): Promise<Conversation> {
  const all = await handset.conversations();
  const wanted = comparable(text);
  const byId = all.filter(({ id, contact }) => id === text || contact.identity === wanted);
  const named = all.filter(({ contact }) => comparable(contact.name) === wanted);
  const mine = named.filter(({ contact }) => contact.nameIsMine);
  const begun =
    wanted.length >= minPrefix && /^[0-9a-f]+$/.test(wanted)
      ? all.filter(({ contact }) => contact.identity.startsWith(wanted))
      : [];
  const found = [byId, mine, named, begun].find((group) => group.length > 0) ?? [];
  const [first, second] = found;
  if (first === undefined) {
    throw cliError('CONTACT_UNKNOWN', 'There is no such contact. sotto contacts lists them.');
  }
  if (second !== undefined) {
    throw cliError(
      'CONTACT_AMBIGUOUS',
      'Several contacts answer to that. Use the conversation id that sotto contacts shows, or give one of them another name with sotto rename.',
    );
  }
  return first;
}

function comparable(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}
