import { composePoll, composeVote, pollKind, pollMediaType } from '@sotto/kinds-poll';
import type { Message } from '@sotto/handset';
import { expect, test } from 'vitest';
import { aConversation, aMessage, identities } from './fake-handset.ts';
import { runOnFake } from './run-on-fake.ts';

const { ada, grace, me } = identities;
const data = composePoll({ question: 'When?', options: ['Thursday', 'Friday'] });
const book = aConversation('book', { name: 'Book club' });

function poll(votes: readonly (readonly [sender: string, choice: number])[]): Message {
  const answers = votes.map(([sender, choice]) => ({
    sender,
    sentAtMs: 1,
    data: composeVote([choice]),
  }));
  const state = pollKind.answers?.fold({ sender: ada, sentAtMs: 0, data }, answers);
  const body = { kind: 'custom', mediaType: pollMediaType, data, fallback: 'When?', state };
  return aMessage('0123456789', { body: body as Message['body'] });
}

test('a poll is sent with its answers', async () => {
  const args = ['book', 'When?', '--kind', 'poll', '--choice', 'Thursday', '--choice', 'Friday'];
  const { calls } = await runOnFake({ conversations: [book] }, 'send', args);
  expect(calls).toEqual([['send', 'book', { mediaType: pollMediaType, data }]]);
});

test('a poll without a question or answers, or with what it cannot have, is not sent', async () => {
  const poll = ['--kind', 'poll', '--choice', 'Yes', '--choice', 'No'];
  for (const args of [
    ['book', 'When?', '--kind', 'poll'],
    ['book', 'When?', '--kind', 'poll', '--choice', 'Thursday'],
    ['book', ...poll],
    ['book', 'When?', ...poll, '--picture', '/x'],
    ['book', 'When?', ...poll, '--mention', 'Ada'],
  ]) {
    const sent = runOnFake({ conversations: [book] }, 'send', args);
    await expect(sent, args.join(' ')).rejects.toMatchObject({ code: 'CLI_USAGE' });
  }
});

test('a poll is shown as it stands, and again when somebody voted', async () => {
  const [before, after] = [
    poll([[me, 1]]),
    poll([
      [me, 1],
      [grace, 0],
    ]),
  ];
  const { text } = await runOnFake(
    {
      conversations: [book],
      events: [
        { type: 'message', message: before, isNew: true },
        { type: 'message', message: before, isNew: false },
        { type: 'message', message: after, isNew: false },
      ],
    },
    'watch',
  );
  const lines = text.split('\n');
  expect(lines.filter((line) => line.includes('Ada in Book club'))).toHaveLength(2);
  expect(lines).toContain('    ☑ 2. Friday (1)');
  expect(lines.at(-3)).toBe('    ☑ 2. Friday (1)');
  expect(lines.at(-4)).toBe('    ☐ 1. Thursday (1)');
});

test('a vote names answers by the numbers that are shown; without one it is taken back', async () => {
  const world = { conversations: [book], messages: [poll([])] };
  const voted = (...numbers: string[]) =>
    runOnFake(world, 'vote', ['book', '01234567', ...numbers]);
  const replyTo = world.messages[0]?.id;
  for (const [numbers, choices] of [
    [['2'], [1]],
    [
      ['2', '1'],
      [0, 1],
    ],
    [[], []],
  ] as const) {
    const { calls } = await voted(...numbers);
    const draft = { mediaType: pollMediaType, data: composeVote(choices), replyTo };
    expect(calls, numbers.join()).toEqual([['send', 'book', draft]]);
  }
  await expect(voted('0')).rejects.toMatchObject({ code: 'CLI_USAGE' });
  await expect(voted('Friday')).rejects.toMatchObject({ code: 'CLI_USAGE' });
  const text = { conversations: [book], messages: [aMessage('0123456789')] };
  await expect(runOnFake(text, 'vote', ['book', '01234567', '1'])).rejects.toMatchObject({
    code: 'CLI_USAGE',
  });
});
