import type { KindContent, KindReader } from '@sotto/core';
import { composePoll, composeVote, parsePollState, pollKind } from '@sotto/kinds-poll';
import type { PollDraft, PollState } from '@sotto/kinds-poll';
import { expect, test } from 'vitest';

const [ada, ben, cleo] = ['a', 'b', 'c'].map((letter) => letter.repeat(64)) as [
  string,
  string,
  string,
];
const lunch: PollDraft = { question: 'Lunch?', options: ['Soup', 'Salad', 'Bread'] };

function vote(sender: string, choices: readonly number[], sentAtMs = 0): KindContent {
  return { sender, sentAtMs, data: composeVote(choices) };
}

function stateBytes(draft: PollDraft, ...votes: readonly KindContent[]): Uint8Array {
  const message = { sender: ada, sentAtMs: 0, data: composePoll(draft) };
  return pollKind.answers!.fold(message, votes);
}

function folded(draft: PollDraft, ...votes: readonly KindContent[]): PollState {
  return parsePollState(stateBytes(draft, ...votes));
}

function counts({ options }: PollState): number[] {
  return options.map(({ votes }) => votes);
}

test('each person’s last vote counts, in the order given', () => {
  const state = folded(lunch, vote(ada, [0]), vote(ben, [0]), vote(ada, [2]));
  expect(counts(state)).toEqual([1, 0, 1]);
  expect([...state.votes]).toEqual([
    [ada, [2]],
    [ben, [0]],
  ]);
});

test('a vote that was taken back does not count, and its person may vote again', () => {
  expect(counts(folded(lunch, vote(ada, [0]), vote(ada, [])))).toEqual([0, 0, 0]);
  expect(counts(folded(lunch, vote(ada, [0]), vote(ada, []), vote(ada, [1])))).toEqual([0, 1, 0]);
});

test('one choice or several, as the poll has it; a vote that does not fit changes nothing', () => {
  expect(counts(folded(lunch, vote(ada, [1]), vote(ada, [0, 1])))).toEqual([0, 1, 0]);
  const several = { ...lunch, multiple: true };
  expect(counts(folded(several, vote(ada, [0, 1]), vote(ben, [1, 2])))).toEqual([1, 2, 1]);
  expect(counts(folded(several, vote(ada, [1]), vote(ada, [1, 3])))).toEqual([0, 1, 0]);
});

test('a vote sent at the end or later is void, and the last one before it counts', () => {
  const closing = { ...lunch, closesAtMs: 10_000 };
  const state = folded(closing, vote(ada, [0], 9_999), vote(ada, [1], 10_000), vote(ben, [2], 1e9));
  expect(counts(state)).toEqual([1, 0, 0]);
});

test('a poll among the answers, or anything else that is no vote, changes nothing', () => {
  const strange = { sender: ben, sentAtMs: 0, data: composePoll(lunch) };
  const empty = { sender: ben, sentAtMs: 0, data: new Uint8Array() };
  expect(counts(folded(lunch, vote(ada, [0]), strange, empty))).toEqual([1, 0, 0]);
});

test('the state says nothing of the order in which people came', () => {
  const [first, second] = [vote(ada, [0]), vote(ben, [1])];
  expect(stateBytes(lunch, first, second)).toEqual(stateBytes(lunch, second, first));
});

test('in words it shows the votes, one’s own among them, and whether it is closed', () => {
  const closing = { ...lunch, closesAtMs: 86_400_000 };
  const state = stateBytes(closing, vote(ada, [0]), vote(ben, [0]), vote(cleo, [2]));
  const reader: KindReader = { me: ben, nowMs: 0, language: 'en-GB', mayAnswer: true };
  const options = '☑ 1. Soup (2)\n☐ 2. Salad (0)\n☐ 3. Bread (1)\nPeople who voted: 3';
  expect(pollKind.describe(state, reader)).toBe(
    `📊 Lunch?\n${options}\nChoose one\nCloses 1970-01-02 00:00 UTC`,
  );
  const later = { ...reader, nowMs: 86_400_000 };
  expect(pollKind.describe(state, later)).toBe(`📊 Lunch?\n${options}\nClosed`);
  expect(pollKind.describe(state, { ...later, language: 'ar' })).toContain('أُغلق');
});

test.each(['', '{}', 'null', '[]', '{"options":[]}', '\u00ff'])(
  'POLL_INVALID: %j is no state',
  (text) => {
    expect(() => parsePollState(new TextEncoder().encode(text))).toThrow(
      expect.objectContaining({ code: 'POLL_INVALID' }),
    );
  },
);
