import type { Contact, Conversation, Handset, IdentityId, Member } from '@sotto/handset';
import { cliError } from '../error.ts';
import { choose } from './choose.ts';

/** Among members, oneself answers to this word, and nobody else to it. */
const selfWord = 'me';
const shownChars = 16;

/**
 * Somebody this handset has met: by their identity or its first 8 or more characters, by name, or by the id of the
 * conversation with them. @throws CONTACT_UNKNOWN, CONTACT_AMBIGUOUS
 */
export async function findContact(handset: Handset, text: string): Promise<Contact> {
  const contacts = await handset.contacts();
  const candidates = contacts.map((value) => ({
    value,
    ids: [value.identity, ...(value.conversation === undefined ? [] : [value.conversation])],
    name: value.name,
    nameIsMine: value.nameIsMine,
  }));
  return onePerson(
    choose(text, candidates),
    'There is no such contact. sotto contacts lists them.',
  );
}

/** @throws CONTACT_UNKNOWN, CONTACT_AMBIGUOUS */
export async function findContacts(
  handset: Handset,
  texts: readonly string[],
): Promise<readonly IdentityId[]> {
  const found: IdentityId[] = [];
  for (const text of texts) found.push((await findContact(handset, text)).identity);
  return found;
}

/**
 * Somebody in the conversation, named as contacts are; `me` is oneself. @throws CONTACT_UNKNOWN, CONTACT_AMBIGUOUS
 */
export async function findMembers(
  handset: Handset,
  { id }: Conversation,
  texts: readonly string[],
): Promise<readonly IdentityId[]> {
  if (texts.length === 0) return [];
  const members = await handset.members(id);
  return texts.map((text) => findMember(members, text).identity);
}

function findMember(members: readonly Member[], text: string): Member {
  const self = members.find(({ isMe }) => isMe);
  if (text === selfWord && self !== undefined) return self;
  const candidates = members
    .filter(({ isMe }) => !isMe)
    .map((value) => ({
      value,
      ids: [value.identity],
      name: value.name,
      nameIsMine: value.nameIsMine,
    }));
  return onePerson(choose(text, candidates), 'There is no such member. sotto members lists them.');
}

function onePerson<T extends { readonly identity: string }>(
  found: readonly T[],
  unknown: string,
): T {
  const [first, ...others] = found;
  if (first === undefined) throw cliError('CONTACT_UNKNOWN', unknown);
  if (others.length === 0) return first;
  // Identities alone: a sentence of ours holds nothing that a peer chose.
  const choices = found.map(({ identity }) => identity.slice(0, shownChars)).join(', ');
  throw cliError(
    'CONTACT_AMBIGUOUS',
    `Several people answer to that: ${choices}. Use the beginning of the identity, or give one of them another name with sotto rename.`,
  );
}
