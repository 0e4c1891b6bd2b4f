import type { Conversation, Handset } from '@sotto/handset';
import { cliError } from '../error.ts';
import { choose } from './choose.ts';

/** Whether a conversation that goes on is meant, or one that is over, when both answer to a name. */
export type Meant = 'active' | 'over';

/** A conversation with oneself answers to this word alone, and nobody else to it. */
const notesWord = 'notes';
/** Of an id, as many characters as tell conversations and people apart in a sentence. */
const shownChars = 12;

/**
 * A conversation: by its id or the beginning of it, by its name (of a group its own, of two the contact's), by the contact's
 * identity or the beginning of it; `notes` is the one with oneself.
 * @throws CONVERSATION_ABSENT, CONVERSATION_AMBIGUOUS
 */
export async function findConversation(
  handset: Handset,
  text: string,
  meant: Meant = 'active',
): Promise<Conversation> {
  if (text === notesWord) return handset.notes();
  const candidates = (await handset.conversations())
    .filter(({ kind }) => kind !== 'notes')
    .map((value) => ({
      value,
      ids: [value.id, ...(value.contact === undefined ? [] : [value.contact.identity])],
      name: value.name,
      nameIsMine: value.contact?.nameIsMine === true,
    }));
  const answering = choose(text, candidates);
  const preferred = answering.filter((conversation) => isOver(conversation) === (meant === 'over'));
  const [first, ...others] = preferred.length > 0 ? preferred : answering;
  if (first === undefined) {
    throw cliError(
      'CONVERSATION_ABSENT',
      'There is no such conversation. sotto conversations lists them.',
    );
  }
  if (others.length > 0) {
    const choices = [first, ...others].map(choiceOf).join(', ');
    throw cliError(
      'CONVERSATION_AMBIGUOUS',
      `Several conversations answer to that: ${choices}. Use the id, or give a contact another name with sotto rename.`,
    );
  }
  return first;
}

/** A group, or a conversation of two whose contact was left, that can be read and not written to. */
function isOver({ state }: Conversation): boolean {
  return state === 'left' || state === 'removed';
}

/** Nothing that a peer chose. */
function choiceOf({ id, kind, contact }: Conversation): string {
  if (contact === undefined) return `${id} (a ${kind})`;
  return `${id} (with ${contact.identity.slice(0, shownChars)}…)`;
}
