import type { PostFrame } from '@sotto/protocol';
import type { Session } from './session.ts';

/**
 * Posts are begun at once, all those of a message in one turn, so that the store can put them into one transaction.
 * The frame's bytes are views of the message; the store takes them over before it returns.
 */
export function answerPost(
  session: Session,
  { id, postId, mailboxes, body, ttlSeconds }: PostFrame,
): void {
  if (!session.admit(id, 'posts', mailboxes.length)) return;
  const { context, arrivedAt } = session;
  const { metrics, limits } = context;
  const bytes = body.length;
  session.begin(bytes);
  context.mailboxes
    .post({
      postId,
      mailboxes,
      body,
      ttlSeconds,
      maxEnvelopes: limits.maxEnvelopesPerMailbox,
      maxBytes: limits.maxBytesPerMailbox,
    })
    .then(
      (outcomes) => {
        for (const outcome of outcomes) metrics[outcome]++;
        metrics.postDuration.observeMs(performance.now() - arrivedAt);
        session.send({ kind: 'posted', id, outcomes });
        session.settled(bytes);
      },
      (error: unknown) => {
        session.refuseFailed(id, error);
        session.settled(bytes);
      },
    );
}
