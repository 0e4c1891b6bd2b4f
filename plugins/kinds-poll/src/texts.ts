import type { KindReader } from '@sotto/core';
import type { PollContent } from './content.ts';
import { parsePollState } from './state.ts';
import { wordsFor } from './words.ts';

/** One line for lists: a sign and the question; of a vote the numbers of its options. */
export function summaryOf(content: PollContent): string {
  if ('poll' in content) return `📊 ${content.poll.question}`;
  const { vote } = content;
  return vote.length === 0 ? '☐' : `☑ ${vote.map((choice) => choice + 1).join(', ')}`;
}

/** For programs that know no polls: its people can answer in words. */
export function fallbackOf(content: PollContent): string {
  if (!('poll' in content)) return summaryOf(content);
  const { options, closesAtSeconds } = content.poll;
  return [
    summaryOf(content),
    ...options.map((option, index) => `${index + 1}. ${option}`),
    ...(closesAtSeconds === undefined ? [] : [`⏱ ${timeOf(1_000 * closesAtSeconds)}`]),
  ].join('\n');
}

/** For a terminal. */
export function describePoll(state: Uint8Array, { me, nowMs, language }: KindReader): string {
  const { question, multiple, closesAtMs, options, votes } = parsePollState(state);
  const words = wordsFor(language);
  const mine = votes.get(me) ?? [];
  const isClosed = closesAtMs !== undefined && nowMs >= closesAtMs;
  return [
    `📊 ${question}`,
    ...options.map(
      ({ text, votes: count }, index) =>
        `${mine.includes(index) ? '☑' : '☐'} ${index + 1}. ${text} (${count})`,
    ),
    `${words.voters}: ${votes.size}`,
    ...(isClosed ? [words.closed] : [multiple ? words.chooseSeveral : words.chooseOne]),
    ...(closesAtMs === undefined || isClosed ? [] : [`${words.closes} ${timeOf(closesAtMs)}`]),
  ].join('\n');
}

function timeOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
