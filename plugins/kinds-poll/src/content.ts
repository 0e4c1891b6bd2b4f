import { readCbor } from './cbor-reader.ts';
import type { CborReader } from './cbor-reader.ts';
import { writeCbor } from './cbor-writer.ts';
import { pollLimits } from './limits.ts';
import { faultOf, isVote } from './poll.ts';
import type { Poll, Vote } from './poll.ts';

/** What travels: `[0, question, [option, …], multiple, seconds or 0]`, or `[1, [index, …]]`. */
export type PollContent = { readonly poll: Poll } | { readonly vote: Vote };

export function encodePoll({ question, options, multiple, closesAtSeconds }: Poll): Uint8Array {
  return writeCbor([0, question, options, multiple, closesAtSeconds ?? 0]);
}

export function encodeVote(choices: Vote): Uint8Array {
  return writeCbor([1, choices]);
}

/** Bytes from anybody; `undefined` unless they are a valid poll or vote in its one form. */
export function parsePollContent(bytes: Uint8Array): PollContent | undefined {
  if (bytes.length > pollLimits.maxPollBytes) return undefined;
  const reader = readCbor(bytes);
  const items = reader.list(5);
  const tag = reader.number(1);
  const content =
    items === 5 && tag === 0
      ? readPoll(reader)
      : items === 2 && tag === 1
        ? readVote(reader)
        : undefined;
  return reader.isDone() ? content : undefined;
}

function readPoll(reader: CborReader): PollContent | undefined {
  const question = reader.text(3 * pollLimits.maxQuestionChars);
  const count = reader.list(pollLimits.maxOptions) ?? 0;
  const options = Array.from({ length: count }, () => reader.text(3 * pollLimits.maxOptionChars));
  const multiple = reader.truth();
  const seconds = reader.number(pollLimits.maxClosesAtSeconds);
  if (question === undefined || multiple === undefined || seconds === undefined) return undefined;
  const texts = options.filter((option) => option !== undefined);
  if (texts.length !== count) return undefined;
  const poll: Poll = {
    question,
    options: texts,
    multiple,
    closesAtSeconds: seconds === 0 ? undefined : seconds,
  };
  return faultOf(poll) === undefined ? { poll } : undefined;
}

function readVote(reader: CborReader): PollContent | undefined {
  const count = reader.list(pollLimits.maxOptions) ?? 0;
  const choices = Array.from({ length: count }, () => reader.number(pollLimits.maxOptions - 1));
  const vote = choices.filter((choice) => choice !== undefined);
  return vote.length === count && isVote(vote) ? { vote } : undefined;
}
