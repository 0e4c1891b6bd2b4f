import type { KindSample } from '@sotto/contracts';
import { composePoll, composeVote, pollLimits, pollMediaType } from '@sotto/kinds-poll';
import type { PollDraft } from '@sotto/kinds-poll';

/** As many bytes as a poll can have: characters of three, options that differ in one. */
export const longestPoll: PollDraft = {
  question: '字'.repeat(pollLimits.maxQuestionChars),
  options: Array.from(
    { length: pollLimits.maxOptions },
    (_, index) =>
      `${'字'.repeat(pollLimits.maxOptionChars - 1)}${String.fromCodePoint(0x4e00 + index)}`,
  ),
  multiple: true,
  closesAtMs: 1_000 * pollLimits.maxClosesAtSeconds,
};

const polls: readonly PollDraft[] = [
  { question: 'Lunch?', options: ['Soup', 'Salad'] },
  {
    question: 'متى؟',
    options: ['الاثنين', 'الثلاثاء', '👩🏽‍🚀'],
    multiple: true,
    closesAtMs: 1_700_000_000_500,
  },
  longestPoll,
];

/** What the contract is shown. */
export const samples: readonly KindSample[] = [
  ...polls.map((poll) => sample('message', composePoll(poll))),
  ...[[], [0], [1], [0, 2], Array.from({ length: 12 }, (_, index) => index)].map((choices) =>
    sample('answer', composeVote(choices)),
  ),
];

function sample(role: KindSample['role'], data: Uint8Array): KindSample {
  return { mediaType: pollMediaType, role, data };
}
