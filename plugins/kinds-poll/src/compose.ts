import { encodePoll, encodeVote } from './content.ts';
import { faultOf, isVote, pollError } from './poll.ts';
import type { Vote } from './poll.ts';

export interface PollDraft {
  /** 1 to 190 characters; blanks around it are taken off. */
  readonly question: string;
  /** 2 to 12, all different, each of 1 to 100 characters; blanks around them are taken off. */
  readonly options: readonly string[];
  /** Whether one person may choose several. Default: one. */
  readonly multiple?: boolean;
  /** Milliseconds since 1970-01-01T00:00:00Z, rounded up to the second. Default: it stays open. */
  readonly closesAtMs?: number;
}

/** The data of a new poll, to be sent with `pollMediaType`. @throws POLL_INVALID with a sentence that says why. */
export function composePoll(draft: PollDraft): Uint8Array {
  const { question, options, multiple = false, closesAtMs } = draft;
  const poll = {
    question: question.trim(),
    options: options.map((option) => option.trim()),
    multiple,
    closesAtSeconds: closesAtMs === undefined ? undefined : Math.ceil(closesAtMs / 1_000),
  };
  const fault = faultOf(poll);
  if (fault !== undefined) throw pollError(fault);
  return encodePoll(poll);
}

/**
 * The data of a vote, to be sent with `pollMediaType` as a reply to the poll: indices of the chosen options from 0, in any
 * order. It takes the place of this person's vote before it; none takes that back. Whether the poll takes it is seen in its
 * state. @throws POLL_INVALID
 */
export function composeVote(choices: readonly number[]): Uint8Array {
  const vote: Vote = [...new Set(choices)].sort((a, b) => a - b);
  if (!isVote(vote)) throw pollError('A vote names options of a poll by whole numbers from 0.');
  return encodeVote(vote);
}
