import { isSottoError } from '@sotto/core';
import type { PostOutcome } from '@sotto/core';
import { handsetLimits } from '../limits.ts';
import type { PostRecord } from '../storage/post-record.ts';
import type { RelaySession } from '../sync/relay-session.ts';
import { expectAnswer } from '../sync/wire.ts';

/** What a relay made of one post. */
export type PostAnswer =
  /** One outcome for each mailbox of the post. */
  | { readonly is: 'answered'; readonly outcomes: readonly PostOutcome[] }
  /** Never. */
  | { readonly is: 'refused'; readonly code: string }
  /** Not now; `toldMs` when the relay named a time, at most `maxPostRetryMs`. */
  | { readonly is: 'later'; readonly toldMs: number | undefined }
  /** The connection ended first: it may be stored. */
  | { readonly is: 'lost' };

/** Posts once. Rejects only for a fault of ours. */
export async function sendPost(
  session: Pick<RelaySession, 'request' | 'limits'>,
  { postId, mailboxes, body }: PostRecord,
): Promise<PostAnswer> {
  const ttlSeconds = Math.min(handsetLimits.envelopeTtlSeconds, session.limits.maxTtlSeconds);
  try {
    const answer = await session.request({ kind: 'post', postId, mailboxes, body, ttlSeconds });
    const { outcomes } = expectAnswer(answer, 'posted');
    if (outcomes.length !== mailboxes.length) return { is: 'later', toldMs: undefined };
    return { is: 'answered', outcomes };
  } catch (error) {
    if (!isSottoError(error)) throw error;
    // Everything else is about the connection or about ourselves, not about the post.
    if (error.code !== 'RELAY_REFUSED' && error.code !== 'RELAY_MISBEHAVES') return { is: 'lost' };
    if (!error.retryable) return { is: 'refused', code: error.code };
    const { retryAfterMs } = error;
    // A relay names up to 49 days.
    const toldMs = retryAfterMs && Math.min(retryAfterMs, handsetLimits.maxPostRetryMs);
    return { is: 'later', toldMs };
  }
}
