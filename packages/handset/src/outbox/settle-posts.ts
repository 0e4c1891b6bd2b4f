import type { ConversationDraft, ConversationHandle } from '../conversation/conversation.ts';
import { isLater } from '../conversation/receipts.ts';
import { handsetLimits } from '../limits.ts';
import { findMessage } from '../storage/message-index.ts';
import { decodePost, encodePost } from '../storage/post-record.ts';
import type { PostRecord } from '../storage/post-record.ts';
import { tables } from '../storage/tables.ts';
import type { Fate } from './send-post.ts';
import { keepFailedWelcome } from './welcome-post.ts';

export interface WaitingPost {
  readonly ordinal: number;
  readonly post: PostRecord;
}

/** Notes what became of posts, in one change. What is to be tried later stays as it is. */
export async function settlePosts(
  conversation: ConversationHandle,
  batch: readonly WaitingPost[],
  fates: readonly Fate[],
): Promise<void> {
  if (fates.every(({ is }) => is === 'later')) return;
  await conversation.change(async (draft) => {
    for (const [index, waiting] of batch.entries()) {
      const fate = fates[index];
      if (fate !== undefined && fate.is !== 'later') await settle(draft, waiting, fate);
    }
  });
}

/**
 * Gives up a Welcome that was refused for good, and with it what waits behind it: nobody could read that. Page by page, the Welcome last,
 * so that wherever it is cut off, the Welcome is still the first to be posted.
 */
export async function giveUpWelcome(
  conversation: ConversationHandle,
  welcome: WaitingPost,
  fate: Extract<Fate, { is: 'failed' }>,
): Promise<void> {
  const limit = handsetLimits.maxPostsUnderWay;
  for (let isDone = false; !isDone;) {
    isDone = await conversation.change(async (draft) => {
      const from = welcome.ordinal + 1;
      const behind = await draft.tx.range(tables.outbox(conversation.id), { from, limit });
      for (const { ordinal, value } of behind)
        await settle(draft, { ordinal, post: decodePost(value) }, fate);
      if (behind.length === limit) return false;
      keepFailedWelcome(draft, encodePost(welcome.post));
      return true;
    });
  }
}

async function settle(
  draft: ConversationDraft,
  { ordinal, post }: WaitingPost,
  fate: Exclude<Fate, { is: 'later' }>,
): Promise<void> {
  const { id } = draft.record;
  draft.tx.remove({ table: tables.outbox(id), ordinal });
  draft.record = { ...draft.record, waitingPosts: draft.record.waitingPosts - 1 };
  if (post.messageId === undefined) return;
  const found = await findMessage(draft.tx, id, post.messageId);
  if (found === undefined) return;
  if (fate.is === 'stored') {
    if (isLater('relayed', found.message.state))
      draft.update(found.ordinal, { ...found.message, state: 'relayed', failure: undefined });
    return;
  }
  // The very bytes that were sealed, for `retry`: sealing again would cost a key and make a second message of it.
  draft.tx.put({ table: tables.failed(id), id: post.messageId }, encodePost(post));
  if (!isLater(found.message.state, 'failed'))
    draft.update(found.ordinal, { ...found.message, state: 'failed', failure: fate.code });
}
