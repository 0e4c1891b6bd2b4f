import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RelayUrl } from '@sotto/core';
import type { Handset, Status } from '@sotto/handset';
import { expect, test } from 'vitest';
import { aContact, aConversation, aMember, aMessage, identities } from './fake-handset.ts';
import { runOnFake } from './run-on-fake.ts';
import { temporaryFolder } from './temporary-folder.ts';

const { ada, grace, me } = identities;
const group = {
  memberCount: 3,
  myRole: 'admin',
  waitingFor: [grace],
  membersMayAdd: false,
  editWithinSeconds: 0,
} as const;
const book = aConversation('book', { name: 'Book club', group });
const world = {
  conversations: [book, aConversation('other', { name: 'Other' })],
  contacts: [aContact(ada, 'Ada'), aContact(grace, 'Grace')],
  members: [aMember(me, 'Joan', { isMe: true, role: 'admin' }), aMember(ada, 'Ada')],
  messages: [aMessage('0123456789abcdef')],
};
const id = aMessage('0123456789abcdef').id;

/** What the handset was asked to do. */
async function asked(name: string, args: readonly string[]): Promise<readonly unknown[]> {
  return (await runOnFake(world, name, args)).calls[0] ?? [];
}

test('every command on groups asks the handset for its change', async () => {
  expect(await asked('group create', ['Book', '--member', 'Ada', '--member', 'grace'])).toEqual([
    'createGroup',
    { name: 'Book', members: [ada, grace] },
  ]);
  const changes: readonly (readonly [string, readonly string[], object])[] = [
    ['group add', ['Grace', 'Ada'], { add: [grace, ada] }],
    ['group remove', ['Ada'], { remove: [ada] }],
    ['group promote', ['Ada'], { roles: [{ identity: ada, role: 'admin' }] }],
    ['group demote', ['me'], { roles: [{ identity: me, role: 'member' }] }],
    ['group rename', ['Readers'], { name: 'Readers' }],
    ['group set', ['--members-may-add', 'on'], { membersMayAdd: true }],
    ['group set', ['--edit-within', '15m'], { editWithinSeconds: 900 }],
    ['group set', ['--edit-within', 'off'], { editWithinSeconds: 0 }],
    ['group set', ['--disappear', '7d'], { disappearAfterSeconds: 604_800 }],
    ['group set', ['--disappear', 'off'], { disappearAfterSeconds: 0 }],
    ['pin', ['01234567'], { pin: { message: id, pinned: true } }],
    ['unpin', ['01234567'], { pin: { message: id, pinned: false } }],
  ];
  for (const [name, args, change] of changes) {
    expect(await asked(name, ['Book club', ...args]), name).toEqual([
      'changeGroup',
      'book',
      change,
    ]);
  }
  expect(await asked('group leave', ['Book club'])).toEqual(['leave', 'book']);
  expect(await asked('group forget', ['Book club'])).toEqual(['forget', 'book']);
});

test('every command on a message asks the handset for it', async () => {
  const cases: readonly (readonly [string, readonly string[], readonly unknown[]])[] = [
    ['edit', ['better words'], ['edit', 'book', id, 'better words']],
    ['react', ['👍'], ['react', 'book', id, '👍']],
    ['react', [''], ['react', 'book', id, '']],
    ['delete', [], ['remove', 'book', id, 'me']],
    ['delete', ['--everyone'], ['remove', 'book', id, 'everyone']],
    ['forward', ['Other'], ['forward', 'book', id, 'other']],
    ['retry', [], ['retry', 'book', id]],
  ];
  for (const [name, args, call] of cases) {
    expect(await asked(name, ['Book club', '01234567', ...args]), name).toEqual(call);
  }
});

test('the texts that a message had are printed, the oldest first', async () => {
  const { rows } = await runOnFake(world, 'versions', ['Book club', '01234567', '--json']);
  expect(rows).toMatchObject([
    { type: 'version', text: 'helo' },
    { type: 'version', text: 'hello' },
  ]);
});

test('what one decides for oneself is asked for without the others', async () => {
  expect(await asked('block', ['Ada'])).toEqual(['setBlocked', ada, true]);
  expect(await asked('unblock', ['Ada'])).toEqual(['setBlocked', ada, false]);
  expect(await asked('rename', ['Ada', 'Countess'])).toEqual(['rename', ada, 'Countess']);
  expect(await asked('verify', ['Ada', '--matches'])).toEqual(['setVerified', ada, true]);
  expect(await asked('mute', ['book'])).toEqual(['arrange', 'book', { muted: true }]);
  expect(await asked('unmute', ['book'])).toEqual(['arrange', 'book', { muted: false }]);
  expect(await asked('draft', ['book', 'half a th'])).toEqual([
    'arrange',
    'book',
    { draft: 'half a th' },
  ]);
  expect(await asked('draft', ['book'])).toEqual([]);
  expect(await asked('settings', [])).toEqual([]);
  expect(await asked('settings', ['--read-receipts', 'off', '--typing', 'on'])).toEqual([
    'changeSettings',
    { sendReadReceipts: false, sendTyping: true },
  ]);
  expect(await asked('notes', ['milk'])).toEqual(['send', 'notes-id', { text: 'milk' }]);
});

test('a text is sent with what it answers and whom it mentions', async () => {
  const args = ['Book club', 'Thursday, @Ada?', '--reply-to', '01234567', '--mention', 'Ada'];
  expect(await asked('send', args)).toEqual([
    'send',
    'book',
    { text: 'Thursday, @Ada?', replyTo: id, mentions: [ada] },
  ]);
});

test('several pictures are one message, each with its caption', async () => {
  const folder = temporaryFolder();
  const paths = ['a', 'b', 'c'].map((name) => join(folder, name));
  for (const path of paths) writeFileSync(path, path);
  const pictures = paths.flatMap((path) => ['--picture', path]);
  const bytes = paths.map((path) => Buffer.from(path));
  expect(
    await asked('send', [
      'book',
      ...pictures,
      '--caption',
      'one',
      '--caption',
      '',
      '--caption',
      'three',
    ]),
  ).toEqual([
    'send',
    'book',
    {
      pictures: [
        { picture: bytes[0], caption: 'one' },
        { picture: bytes[1] },
        { picture: bytes[2], caption: 'three' },
      ],
    },
  ]);
  expect(await asked('send', ['book', 'said', '--picture', paths[0] ?? ''])).toEqual([
    'send',
    'book',
    { picture: bytes[0], caption: 'said' },
  ]);
});

test('an option that would do nothing is a mistake that is told, and nothing is sent', async () => {
  for (const args of [
    ['book', 'text', '--caption', 'c'],
    ['book', '--picture', '/x', '--caption', 'a', '--caption', 'b'],
    ['book', '--picture', '/x', '--mention', 'Ada'],
    ['book', 'text', '--choice', 'yes'],
    ['book', 'text', '--multiple'],
    ['book', 'text', '--kind', 'song'],
    ['book'],
  ]) {
    await expect(asked('send', args), args.join(' ')).rejects.toMatchObject({ code: 'CLI_USAGE' });
  }
  await expect(asked('group set', ['book'])).rejects.toMatchObject({ code: 'CLI_USAGE' });
  await expect(asked('settings', ['--typing', 'maybe'])).rejects.toMatchObject({
    code: 'CLI_USAGE',
  });
  const twoPictures = ['Book', '--picture', 'a', '--picture', 'b'];
  await expect(asked('group create', twoPictures)).rejects.toMatchObject({ code: 'CLI_USAGE' });
});

test('a group is shown with whom it waits for, its settings, and its members with their roles', async () => {
  const { text, rows } = await runOnFake(world, 'group show', ['Book club']);
  expect(text).toBe(
    [
      'Book club  book  group of 3, waits for Grace',
      'Joan  eeeeeeeeeeeeeeee  admin, you',
      'Ada  a100000000000000  member, none',
    ].join('\n'),
  );
  expect(rows.map(({ type }) => type)).toEqual(['conversation', 'member', 'member']);
});

test('moving names the relays in their order, and shows where the mailboxes are now', async () => {
  const moves: unknown[] = [];
  const relays = ['https://a.example', 'https://b.example'] as RelayUrl[];
  const { text } = await runOnFake(
    {
      answers: {
        moveTo: async (to) => void moves.push(to),
        status: async () => aStatus({ relays, healing: { ...unhurt, missing: 1, lost: 2 } }),
      },
    },
    'move',
    relays,
  );
  expect(moves).toEqual([relays]);
  const lines = text.split('\n').map((line) => line.replace(/ {2,}/, ': '));
  expect(lines).toContain('relays: https://a.example, https://b.example');
  expect(lines.filter((line) => line.startsWith('healing'))).toEqual([
    'healing: 1 message is missing and was asked for',
    'healing: 2 messages could not be recovered',
  ]);
  await expect(runOnFake({}, 'move', ['ftp://a.example'])).rejects.toMatchObject({
    code: 'RELAY_URL_MALFORMED',
  });
});

const unhurt = { missing: 0, repaired: 0, lost: 0, forksHealed: 0, rejoined: 0 };

function aStatus(more: Partial<Status>): Status {
  return {
    connection: 'online',
    relay: 'https://a.example' as RelayUrl,
    relays: [],
    queued: 0,
    conversations: 1,
    usedBytes: 1,
    dropped: { undecryptable: 0, replayed: 0, malformed: 0, forged: 0 },
    healing: unhurt,
    storage: { tampered: [] },
    ...more,
  };
}

test('search looks in one conversation when it is named, and asks on until it has enough', async () => {
  const searches: unknown[] = [];
  const search: Handset['search'] = async (query, options) => {
    const { signal: _, ...asks } = options ?? {};
    searches.push([query, asks]);
    const messages = Array.from({ length: 100 }, () => aMessage('01'));
    return { messages, before: `${searches.length}` };
  };
  const args = ['pier', '--in', 'Book club', '--limit', '150'];
  const { rows } = await runOnFake({ ...world, answers: { search } }, 'search', args);
  expect(searches).toEqual([
    ['pier', { conversation: 'book', limit: 100 }],
    ['pier', { conversation: 'book', limit: 50, before: '1' }],
  ]);
  expect(rows).toHaveLength(200);
});

test('a conversation whose id begins with a hyphen is named by it like any other', async () => {
  const dashed = '-_A0b1C2d3E4f5G6h7I8j9';
  const theirs = { ...world, conversations: [book, aConversation(dashed, { name: 'Dashed' })] };
  const cases: readonly (readonly [string, readonly string[], readonly unknown[]])[] = [
    ['mute', [dashed], ['arrange', dashed, { muted: true }]],
    ['group leave', [dashed.slice(0, 8)], ['leave', dashed]],
    ['forward', ['book', '01234567', dashed], ['forward', 'book', id, dashed]],
  ];
  for (const [name, args, call] of cases)
    expect((await runOnFake(theirs, name, args)).calls, name).toContainEqual(call);
});
