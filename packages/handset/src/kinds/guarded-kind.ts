import { isKindSummary, isKindText, kindLimits } from '@sotto/core';
import type { KindContent, KindReader, KindVerdict, KindView, MessageKind } from '@sotto/core';
import { handsetError } from '../error.ts';
import { answersThatCount } from './answers-that-count.ts';

/** A kind behind its bounds. Nothing here throws; `undefined` and `ok: false` stand for a plugin that broke its word too. */
export interface GuardedKind {
  readonly mediaType: string;
  /** Contents that `validate` calls answers belong to the message that they reply to. */
  readonly takesAnswers: boolean;
  readonly view: KindView | undefined;
  /** The plugin sees only bytes within its bound, and a copy of them. */
  readonly validate: (data: Uint8Array) => KindVerdict;
  /** Of bytes that `validate` found ok. */
  readonly fallback: (data: Uint8Array) => string | undefined;
  /**
   * The state of a message. `answers`: every valid answer to it in the order of showing, however many; which of them count
   * is chosen here, in the same way on every handset.
   */
  readonly stateOf: (
    message: KindContent,
    answers: readonly KindContent[],
  ) => Uint8Array | undefined;
  readonly describe: (state: Uint8Array, reader: KindReader) => string | undefined;
}

const refused: KindVerdict = { ok: false };

export function guardKind(kind: MessageKind, report: (error: unknown) => void): GuardedKind {
  let isReported = false;
  /** The result of a call, or `undefined` when it throws or `isKept` does not hold. */
  const guarded = <T>(call: () => T, isKept: (result: T) => boolean): T | undefined => {
    let cause: unknown;
    try {
      const result = call();
      if (isKept(result)) return result;
    } catch (error) {
      cause = error;
    }
    if (!isReported) {
      isReported = true;
      report(
        handsetError('PLUGIN_UNUSABLE', 'A kinds plugin throws, or goes past a bound.', { cause }),
      );
    }
    return undefined;
  };

  const { mediaType, maxBytes, answers, view } = kind;
  return {
    mediaType,
    takesAnswers: answers !== undefined,
    view,
    validate: (data) => {
      if (data.length > maxBytes) return refused;
      const verdict = guarded(
        () => kind.validate(data.slice()),
        (given) => isVerdict({ ...given }, answers !== undefined),
      );
      return verdict?.ok === true
        ? { ok: true, role: verdict.role, summary: verdict.summary }
        : refused;
    },
    fallback: (data) => guarded(() => kind.fallback(data.slice()), isKindText),
    stateOf: (message, all) => {
      if (answers === undefined) return message.data.slice();
      const counting = answersThatCount(all, answers.perSender, kindLimits.maxAnswers);
      return guarded(() => answers.fold(copy(message), counting.map(copy)), isState)?.slice();
    },
    describe: (state, reader) => guarded(() => kind.describe(state.slice(), reader), isKindText),
  };
}

function copy({ sender, sentAtMs, data }: KindContent): KindContent {
  return { sender, sentAtMs, data: data.slice() };
}

function isVerdict(given: Readonly<Record<string, unknown>>, takesAnswers: boolean): boolean {
  const { ok, role, summary } = given;
  if (ok !== true) return ok === false;
  return (
    (role === 'message' || (role === 'answer' && takesAnswers)) && isKindSummary(summary as string)
  );
}

function isState(state: Uint8Array): boolean {
  return state instanceof Uint8Array && state.length <= kindLimits.maxStateBytes;
}
