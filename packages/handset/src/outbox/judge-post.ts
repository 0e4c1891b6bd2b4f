import { handsetLimits } from '../limits.ts';
import type { PostRecord } from '../storage/post-record.ts';
import type { Post } from './mailings.ts';
import type { PostAnswer } from './send-post.ts';

/** What becomes of a post. */
export interface Verdict {
  /** Devices (by the message's list) that have it, or that nothing more is done for. */
  readonly covered: readonly number[];
  /** It will not be stored at the mailboxes that are left. */
  readonly failure: string | undefined;
  /** What stays in the lane, in place of the post; `undefined` when it is dealt with. */
  readonly rest: PostRecord | undefined;
  /** Milliseconds until the rest is tried again; with `undefined` at once. */
  readonly waitMs: number | undefined;
}

/**
 * Judges a relay's answer. `isCounted` is false when the try came before its time, so that hurrying does not use up the tries of a
 * full mailbox; `refusals` is how often in a row the post was refused for now.
 */
export function judgePost(
  post: PostRecord,
  answer: PostAnswer,
  { isCounted, refusals }: { readonly isCounted: boolean; readonly refusals: number },
): Verdict {
  switch (answer.is) {
    case 'lost':
      return { covered: [], failure: undefined, rest: post, waitMs: undefined };
    case 'refused':
      return given(post, post.expendable ? undefined : answer.code);
    case 'later':
      if (post.expendable) return given(post, undefined);
      return {
        covered: [],
        failure: undefined,
        rest: post,
        waitMs: answer.toldMs ?? growingMs(refusals, handsetLimits.maxPostRetryMs),
      };
    case 'answered':
      return post.expendable ? given(post, undefined) : judgeOutcomes(post, answer, isCounted);
  }
}

/** Of a post that is too old to be posted; `undefined` when it is not. */
export function judgeAge(post: Post, nowMs: number): Verdict | undefined {
  const ageMs = nowMs - post.createdAtMs;
  if (post.expendable && ageMs >= handsetLimits.expendableMs) return given(post, undefined);
  if (ageMs > handsetLimits.envelopeTtlSeconds * 1_000) return given(post, 'RELAY_TIMEOUT');
  return undefined;
}

/** Doubles with each time, from `postRetryMs`. */
export function growingMs(times: number, mostMs: number): number {
  return Math.min(mostMs, handsetLimits.postRetryMs * 2 ** Math.min(times, 20));
}

function judgeOutcomes(
  post: PostRecord,
  { outcomes }: Extract<PostAnswer, { is: 'answered' }>,
  isCounted: boolean,
): Verdict {
  // One of several that is gone or stays full does not fail the message: who is left behind asks for it later.
  const isForSeveral = post.partly || post.mailboxes.length > 1;
  const tries = post.tries + (isCounted ? 1 : 0);
  const isPatient = !isForSeveral || tries < handsetLimits.maxFullTries;
  if (!isForSeveral && outcomes[0] === 'unknown') return given(post, 'MAILBOX_GONE');
  const waits = outcomes.map((outcome) => outcome === 'full' && isPatient);
  const covered = post.covers.filter((_, index) => waits[index] !== true);
  if (!waits.includes(true))
    return { covered, failure: undefined, rest: undefined, waitMs: undefined };
  const rest: PostRecord = {
    ...post,
    mailboxes: post.mailboxes.filter((_, index) => waits[index] === true),
    covers: post.covers.filter((_, index) => waits[index] === true),
    partly: post.partly || waits.includes(false),
    tries,
  };
  const waitMs = growingMs(post.tries, handsetLimits.maxPostRetryMs);
  return { covered, failure: undefined, rest, waitMs };
}

function given(post: Post, failure: string | undefined): Verdict {
  const covered = failure === undefined ? post.covers : [];
  return { covered, failure, rest: undefined, waitMs: undefined };
}
