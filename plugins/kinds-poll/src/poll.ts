import { SottoError } from '@sotto/core';
import type { PollErrorCode } from './error-codes.ts';
import { pollLimits } from './limits.ts';

/** A poll as its author made it. */
export interface Poll {
  /** 1 to 190 characters in one line, without blanks around it. */
  readonly question: string;
  /** 2 to 12, all different, each of 1 to 100 characters in one line. */
  readonly options: readonly string[];
  /** Whether one person may choose several. */
  readonly multiple: boolean;
  /** Votes sent then or later do not count: whole seconds since 1970-01-01T00:00:00Z. `undefined`: it stays open. */
  readonly closesAtSeconds: number | undefined;
}

/** Indices of the chosen options, rising. Empty: the voter takes the vote back. */
export type Vote = readonly number[];

/** Why a poll is not valid, in a sentence without a word of it; `undefined` when it is. */
export function faultOf({ question, options, closesAtSeconds }: Poll): string | undefined {
  const { maxQuestionChars, minOptions, maxOptions, maxOptionChars, maxClosesAtSeconds } =
    pollLimits;
  if (!isLine(question, maxQuestionChars))
    return `A question has 1 to ${maxQuestionChars} characters.`;
  if (options.length < minOptions || options.length > maxOptions)
    return `A poll has ${minOptions} to ${maxOptions} options.`;
  if (!options.every((option) => isLine(option, maxOptionChars)))
    return `An option has 1 to ${maxOptionChars} characters.`;
  if (new Set(options).size !== options.length) return 'Two options are the same.';
  const isTime =
    closesAtSeconds === undefined ||
    (Number.isInteger(closesAtSeconds) &&
      closesAtSeconds >= 1 &&
      closesAtSeconds <= maxClosesAtSeconds);
  return isTime ? undefined : 'A poll closes at a whole second between 1970 and 9999.';
}

export function isVote(choices: Vote): boolean {
  return choices.every(
    (choice, index) =>
      Number.isInteger(choice) &&
      choice >= 0 &&
      choice < pollLimits.maxOptions &&
      (index === 0 || choice > choices[index - 1]!),
  );
}

/** Whether a vote, valid by itself, is one that this poll takes. */
export function fits({ options, multiple }: Poll, choices: Vote): boolean {
  return choices.every((choice) => choice < options.length) && (multiple || choices.length <= 1);
}

export function pollError(message: string): SottoError<PollErrorCode> {
  return new SottoError('POLL_INVALID', message);
}

function isLine(text: string, maxChars: number): boolean {
  return (
    text.length >= 1 &&
    text.length <= maxChars &&
    text.trim() === text &&
    text.isWellFormed() &&
    !/[\p{Cc}\u2028\u2029]/u.test(text)
  );
}
