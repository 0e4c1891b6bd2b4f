import type { HandsetEvent, Message } from '@sotto/handset';
import { expect, test } from 'vitest';
import { createTypingFilter } from '../src/commands/watch/typing-filter.ts';
import { aContact, aConversation, aMessage, identities } from './fake-handset.ts';
import type { Ran } from './run-on-fake.ts';
import { runOnFake } from './run-on-fake.ts';

const { ada, grace, me } = identities;
const book = aConversation('book', { name: 'Book club' });
const contacts = [aContact(ada, 'Ada'), aContact(grace, 'Grace')];
const text = aMessage('0123456789', { body: { kind: 'text', text: 'Thursday?' } });

function isNew(message: Message): HandsetEvent {
  return { type: 'message', message, isNew: true };
}
function changed(message: Message): HandsetEvent {
  return { type: 'message', message, isNew: false };
}
function watched(events: readonly HandsetEvent[], args: readonly string[] = []): Promise<Ran> {
  return runOnFake({ conversations: [book], contacts, events }, 'watch', args);
}
/** Lines without their time. */
async function lines(...events: HandsetEvent[]): Promise<readonly string[]> {
  const { text: all } = await watched(events);
  return all.split('\n').map((line) => line.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d  /, ''));
}

test('a message shows who wrote it where, what it answers, and that it is about the reader', async () => {
  const reply = aMessage('abcdef0123', {
    sender: grace,
    senderName: 'Grace',
    body: { kind: 'text', text: 'Yes\n@Joan' },
    replyTo: { id: text.id, sender: ada, senderName: 'Ada', excerpt: 'Thursday?' },
    mentionsMe: true,
    forwarded: true,
  });
  expect(await lines(isNew(text), isNew(reply))).toEqual([
    '01234567  Ada in Book club: Thursday?',
    'abcdef01  Grace in Book club (answers Ada, “Thursday?”, forwarded, mentions you): Yes',
    '    @Joan',
  ]);
});

test('people see an edit, a reaction, a pin and a deletion once each, and no mere change of state', async () => {
  const edited = { ...text, editedAtMs: 5, body: { kind: 'text', text: 'Friday?' } } as const;
  const liked = { ...edited, reactions: [{ reaction: '👍', by: [grace, me], mine: true }] };
  const pinned = { ...liked, pinned: true };
  const gone = { ...text, body: { kind: 'deleted' } } as const;
  expect(
    await lines(
      isNew(text),
      changed(text),
      changed(edited),
      changed(edited),
      changed(liked),
      changed(pinned),
      changed(gone),
    ),
  ).toEqual([
    '01234567  Ada in Book club: Thursday?',
    '01234567  Ada in Book club (edited): Friday?',
    '01234567  Ada in Book club (edited, 👍 Grace and you): Friday?',
    '01234567  Ada in Book club (edited, pinned, 👍 Grace and you): Friday?',
    '01234567  Ada in Book club: [deleted]',
  ]);
});

test('a change to a message that is older than the watch is told too', async () => {
  const edited = { ...text, editedAtMs: 5 };
  const { rows } = await watched([changed(edited), changed(edited)], ['--json']);
  expect(rows).toMatchObject([
    { isNew: false, changed: ['text'], editedAt: '1970-01-01T00:00:00.005Z' },
    { isNew: false, changed: ['state'] },
  ]);
});

test('how far a message of one’s own to a group has come is told in numbers', async () => {
  const mine = { ...text, mine: true, state: 'relayed' } as const;
  expect(
    await lines(
      isNew(mine),
      isNew({ ...mine, receipts: { delivered: 2, read: 0, of: 3 } }),
      isNew({ ...mine, receipts: { delivered: 3, read: 1, of: 3 } }),
    ),
  ).toEqual([
    '01234567  me in Book club (relayed): Thursday?',
    '01234567  me in Book club (delivered to 2 of 3): Thursday?',
    '01234567  me in Book club (read by 1 of 3): Thursday?',
  ]);
});

test('what happens in a group is told in plain sentences, which name the reader as “you”', async () => {
  const event = (event: object): HandsetEvent =>
    isNew(aMessage('99', { body: { kind: 'event', event } as Message['body'] }));
  expect(
    await lines(
      event({ type: 'created', by: ada }),
      event({ type: 'added', by: ada, who: [me, grace] }),
      event({ type: 'removed', by: me, who: [grace] }),
      event({ type: 'left', by: grace }),
      event({ type: 'renamed', by: ada, name: 'Readers' }),
      event({ type: 'picture', by: ada }),
      event({ type: 'role', by: ada, who: [me], role: 'admin' }),
      event({ type: 'role', by: ada, who: [me], role: 'member' }),
      event({ type: 'disappearing', by: ada, afterSeconds: 5_400 }),
      event({ type: 'disappearing', by: ada, afterSeconds: 0 }),
      event({ type: 'settings', by: ada }),
      event({ type: 'rejoined', by: grace }),
      event({ type: 'healed' }),
      event({ type: 'lost', by: grace, count: 2 }),
      event({ type: 'device', by: ada, change: 'added' }),
      event({ type: 'device', by: me, change: 'removed' }),
      event({ type: 'device', by: grace, change: 'contradicted' }),
    ),
  ).toEqual(
    [
      'Ada made the group',
      'Ada added you, Grace',
      'you removed Grace',
      'Grace left',
      'Ada named the group Readers',
      'Ada changed the picture of the group',
      'Ada made you admin',
      'Ada took the role of admin from you',
      'Ada set that new messages disappear 90 minutes after they were read',
      'Ada set that new messages stay',
      'Ada changed the settings of the group',
      'Grace came back with a handset that had lost its state',
      'the conversation had split, because a relay showed two orders, and is one again',
      '2 messages of Grace could not be recovered',
      'Ada uses a new device',
      'you no longer use a device',
      'there are two accounts of which devices Grace uses: one may be stolen or copied; compare the safety number again',
    ].map((sentence) => `Book club: ${sentence}`),
  );
});

test('how far a history of before has come is told to programs, and is no line of the results to people', async () => {
  const events = [256, 300].map((doneMessages): HandsetEvent => ({
    ...{ type: 'transfer', conversation: book.id },
    ...{ doneMessages, totalMessages: 300 },
  }));
  const { rows } = await watched(events, ['--json']);
  expect(rows).toEqual(
    [256, 300].map((doneMessages) => ({
      ...{ type: 'transfer', conversation: book.id, conversationName: 'Book club' },
      ...{ doneMessages, totalMessages: 300 },
    })),
  );
  expect(await lines(...events, isNew(text))).toEqual(['01234567  Ada in Book club: Thursday?']);
});

test('what happens in a group is no message: it is not counted, and not marked as read', async () => {
  const happened = aMessage('99', { body: { kind: 'event', event: { type: 'left', by: ada } } });
  const { calls } = await watched([isNew(happened), isNew(text)], ['--mark-read']);
  expect(calls).toEqual([['markRead', 'book', text.id]]);
});

test('typing, erasing and a restored copy are told to programs as they come', async () => {
  const { rows } = await watched(
    [
      { type: 'typing', conversation: book.id, who: ada },
      { type: 'typing', conversation: book.id, who: me },
      { type: 'erased', conversation: book.id, message: text.id },
      { type: 'restored' },
      { type: 'contact', contact: aContact(ada, 'Countess', { nameIsMine: true }) },
      { type: 'typing', conversation: book.id, who: ada },
    ],
    ['--json'],
  );
  expect(rows).toMatchObject([
    { type: 'typing', conversationName: 'Book club', who: ada, whoName: 'Ada' },
    { type: 'erased', message: text.id },
    { type: 'notice', code: 'restored' },
    { type: 'contact', name: 'Countess' },
    { type: 'typing', whoName: 'Countess' },
  ]);
});

test('people are told once in a while that somebody is typing, programs every time', () => {
  let now = 0;
  const people = createTypingFilter(false, () => now);
  expect(people.isNews(book.id, ada)).toBe(true);
  now = 29_999;
  expect(people.isNews(book.id, ada)).toBe(false);
  expect(people.isNews(book.id, grace)).toBe(true);
  now = 30_000;
  expect(people.isNews(book.id, ada)).toBe(true);
  const programs = createTypingFilter(true, () => now);
  expect([1, 2].map(() => programs.isNews(book.id, ada))).toEqual([true, true]);
});
