import { expect, test } from 'vitest';
import { choose } from '../src/find/choose.ts';
import { findConversation } from '../src/find/find-conversation.ts';
import { findMessage } from '../src/find/find-message.ts';
import { findContact, findMembers } from '../src/find/find-person.ts';
import {
  aContact,
  aConversation,
  aMember,
  aMessage,
  fakeHandset,
  identities,
} from './fake-handset.ts';

const { ada, grace, me } = identities;
const signal = new AbortController().signal;

test('a name of one’s own wins over one that somebody else chose, and a whole id over both', () => {
  const theirs = { value: 'theirs', ids: ['11111111aa'], name: 'Ada', nameIsMine: false };
  const mine = { value: 'mine', ids: ['22222222bb'], name: 'ada', nameIsMine: true };
  const sly = { value: 'sly', ids: ['33333333cc'], name: '11111111aa', nameIsMine: true };
  expect(choose('ADA', [theirs, mine])).toEqual(['mine']);
  expect(choose('11111111aa', [sly, theirs])).toEqual(['theirs']);
  expect(choose('22222222', [theirs, mine])).toEqual(['mine']);
  expect(choose('2222222', [theirs, mine])).toEqual([]);
  expect(choose('', [{ ...theirs, name: '' }])).toEqual([]);
});

test('nobody gets what is sent to somebody else by calling themselves by the beginning of their id', () => {
  const meant = { value: 'meant', ids: ['a1b2c3d4e5'], name: 'Ada', nameIsMine: false };
  const sly = { value: 'sly', ids: ['ffffffffff'], name: 'A1B2C3D4', nameIsMine: false };
  expect(choose('a1b2c3d4', [meant, sly])).toHaveLength(2);
});

test('a group that has the name of a contact makes the name unclear, and the error lists ids and no names', async () => {
  const contact = aContact(ada, 'Ada');
  const { handset } = fakeHandset({
    conversations: [
      aConversation('direct-1', { kind: 'direct', name: 'Ada', contact }),
      aConversation('group-1', { name: 'ada' }),
    ],
  });
  const failure = findConversation(handset, 'Ada');
  await expect(failure).rejects.toMatchObject({ code: 'CONVERSATION_AMBIGUOUS' });
  await expect(failure).rejects.toThrow(/direct-1 \(with a10000000000…\), group-1 \(a group\)/);
  expect((await findConversation(handset, 'group-1')).id).toBe('group-1');
  expect((await findConversation(handset, ada.slice(0, 8))).id).toBe('direct-1');
  await expect(findConversation(handset, 'Nobody')).rejects.toMatchObject({
    code: 'CONVERSATION_ABSENT',
  });
});

test('of a group that was left and one that goes on under its name, the latter is meant, but for forgetting', async () => {
  const { handset } = fakeHandset({
    conversations: [
      aConversation('old', { name: 'Book club', state: 'left' }),
      aConversation('new', { name: 'Book club' }),
    ],
  });
  expect((await findConversation(handset, 'book club')).id).toBe('new');
  expect((await findConversation(handset, 'book club', 'over')).id).toBe('old');
});

test('notes are one’s own, whatever others call themselves', async () => {
  const { handset } = fakeHandset({
    conversations: [aConversation('group-1', { name: 'notes' })],
  });
  expect((await findConversation(handset, 'notes')).kind).toBe('notes');
});

test('people are found by name, identity and conversation; several of one name are listed by identity', async () => {
  const conversation = aConversation('direct-1').id;
  const { handset } = fakeHandset({
    contacts: [
      aContact(ada, 'Ada', { conversation }),
      aContact(grace, 'Grace'),
      aContact(me, 'GRACE'),
    ],
  });
  for (const text of ['ada', ada, ada.toUpperCase(), ada.slice(0, 8), 'direct-1']) {
    expect((await findContact(handset, text)).identity, text).toBe(ada);
  }
  await expect(findContact(handset, 'Grace')).rejects.toThrow(
    `${grace.slice(0, 16)}, ${me.slice(0, 16)}`,
  );
  await expect(findContact(handset, 'Joan')).rejects.toMatchObject({ code: 'CONTACT_UNKNOWN' });
});

test('among members “me” is oneself, whatever others call themselves', async () => {
  const { handset } = fakeHandset({
    members: [aMember(me, 'Joan', { isMe: true }), aMember(ada, 'me'), aMember(grace, 'Joan')],
  });
  const book = aConversation('book');
  expect(await findMembers(handset, book, ['me', 'Joan', ada.slice(0, 9)])).toEqual([
    me,
    grace,
    ada,
  ]);
});

test('a message is found by the beginning of its id; two that begin so are an error that lists them', async () => {
  const messages = [aMessage('aaaaaaaa01'), aMessage('aaaaaaaa02'), aMessage('bbbbbbbb')];
  const { handset } = fakeHandset({ messages });
  const book = aConversation('book');
  const find = (text: string) => findMessage(handset, book, text, signal);
  expect(await find('BBBBBBBB')).toBe(messages[2]);
  expect(await find('aaaaaaaa01')).toBe(messages[0]);
  expect(await find(messages[1]?.id ?? '')).toBe(messages[1]);
  await expect(find('aaaaaaaa')).rejects.toMatchObject({ code: 'MESSAGE_AMBIGUOUS' });
  await expect(find('aaaaaaaa')).rejects.toThrow(messages[0]?.id);
  for (const text of ['cccccccc', 'aaaaaaa', 'not an id', '', 'a'.repeat(65)]) {
    await expect(find(text), text).rejects.toMatchObject({ code: 'MESSAGE_ABSENT' });
  }
});
