import type { KindContent } from '@sotto/core';
import { parsePollContent } from './content.ts';
import { fits, pollError } from './poll.ts';
import type { Vote } from './poll.ts';

/** A poll and where it stands. */
export interface PollState {
  readonly question: string;
  readonly multiple: boolean;
  /** Milliseconds since 1970-01-01T00:00:00Z; `undefined`: it stays open. */
  readonly closesAtMs: number | undefined;
  readonly options: readonly PollOption[];
  /** What each person chose, by identity id. Who took the vote back is not among them. */
  readonly votes: ReadonlyMap<string, Vote>;
}

export interface PollOption {
  readonly text: string;
  readonly votes: number;
}

/** A state as bytes: JSON that the view reads too. Sets of options are numbers, bit 0 for the first. */
interface StoredState {
  readonly question: string;
  readonly options: readonly string[];
  readonly multiple: boolean;
  /** 0: never. */
  readonly closesAtMs: number;
  /** By rising identity id. */
  readonly votes: readonly (readonly [sender: string, options: number])[];
}

/** Votes in the shared order: of each sender the last that the poll takes and that was sent before its end. */
export function foldPoll(message: KindContent, answers: readonly KindContent[]): Uint8Array {
  const content = parsePollContent(message.data);
  if (content === undefined || !('poll' in content)) throw pollError('This is no poll.');
  const { poll } = content;
  const closesAtMs = 1_000 * (poll.closesAtSeconds ?? 0);
  const votes = new Map<string, number>();
  for (const { sender, sentAtMs, data } of answers) {
    const answer = parsePollContent(data);
    if (answer === undefined || !('vote' in answer) || !fits(poll, answer.vote)) continue;
    if (closesAtMs > 0 && sentAtMs >= closesAtMs) continue;
    if (answer.vote.length === 0) votes.delete(sender);
    else
      votes.set(
        sender,
        answer.vote.reduce((bits, choice) => bits | (1 << choice), 0),
      );
  }
  const stored: StoredState = {
    question: poll.question,
    options: poll.options,
    multiple: poll.multiple,
    closesAtMs,
    votes: [...votes].sort(([a], [b]) => (a < b ? -1 : 1)),
  };
  return new TextEncoder().encode(JSON.stringify(stored));
}

/** A state that this package folded. @throws POLL_INVALID when it did not. */
export function parsePollState(state: Uint8Array): PollState {
  const { question, options, multiple, closesAtMs, votes } = parseStored(state);
  return {
    question,
    multiple,
    closesAtMs: closesAtMs === 0 ? undefined : closesAtMs,
    options: options.map((text, index) => ({
      text,
      votes: votes.filter(([, bits]) => ((bits >> index) & 1) === 1).length,
    })),
    votes: new Map(
      votes.map(([sender, bits]) => [
        sender,
        options.flatMap((_, index) => (((bits >> index) & 1) === 1 ? [index] : [])),
      ]),
    ),
  };
}

function parseStored(state: Uint8Array): StoredState {
  try {
    const stored = JSON.parse(new TextDecoder().decode(state)) as Partial<StoredState> | null;
    if (Array.isArray(stored?.options) && Array.isArray(stored.votes)) return stored as StoredState;
  } catch {
    // Not JSON: no state, as other JSON is none.
  }
  throw pollError('This is not the state of a poll.');
}
