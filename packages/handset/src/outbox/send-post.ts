import type { PostOutcome } from '@sotto/core';
import { isSottoError } from '@sotto/core';
import { handsetLimits } from '../limits.ts';
import type { PostRecord } from '../storage/post-record.ts';
import type { RelaySession } from '../sync/relay-session.ts';
import { expectAnswer } from '../sync/wire.ts';

/** What became of one post. `later`: neither stored nor refused for good. */
export type Fate =
  | { readonly is: 'stored' }
  | { readonly is: 'failed'; readonly code: string }
  | { readonly is: 'later'; readonly afterMs: number };

/** Posts once. Rejects only for a fault of ours. */
export async function sendPost(session: RelaySession, post: PostRecord): Promise<Fate> {
  const { postId, mailbox, body } = post;
  const ttlSeconds = Math.min(handsetLimits.envelopeTtlSeconds, session.limits.maxTtlSeconds);
  let outcome: PostOutcome | undefined;
  try {
    const answer = await session.request({
      kind: 'post',
      postId,
      mailboxes: [mailbox],
      body,
      ttlSeconds,
    });
    [outcome] = expectAnswer(answer, 'posted').outcomes;
  } catch (error) {
    if (!isSottoError(error)) throw error;
    if (!error.retryable) return { is: 'failed', code: error.code };
    // A connection that ended is no reason to wait: the next one is waited for anyway.
    const isSaid = error.code === 'RELAY_MISBEHAVES' || error.code === 'RELAY_REFUSED';
    const leastMs = isSaid ? handsetLimits.postRetryMs : 0;
    return { is: 'later', afterMs: boundedWait(error.retryAfterMs ?? leastMs) };
  }
  if (outcome === 'stored') return { is: 'stored' };
  if (outcome === 'unknown') return { is: 'failed', code: 'MAILBOX_GONE' };
  return { is: 'later', afterMs: handsetLimits.postRetryMs };
}

// A relay names up to 49 days.
function boundedWait(ms: number): number {
  return Math.min(ms, handsetLimits.maxBackoffMs * 10);
}
