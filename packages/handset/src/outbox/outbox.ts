import type { PostOutcome } from '@sotto/core';
import { isSottoError } from '@sotto/core';
import type { ConversationHandle } from '../conversation/conversation.ts';
import { isLater } from '../conversation/receipts.ts';
import type { Engine } from '../engine.ts';
import type { Troubles } from '../events/troubles.ts';
import { handsetLimits } from '../limits.ts';
import { findMessage } from '../storage/message-index.ts';
import { decodePost, encodePost } from '../storage/post-record.ts';
import type { PostRecord } from '../storage/post-record.ts';
import { tables } from '../storage/tables.ts';
import type { Transaction } from '../storage/transaction.ts';
import type { RelaySession } from '../sync/relay-session.ts';
import type { Sync } from '../sync/sync.ts';
import { expectAnswer } from '../sync/wire.ts';

/** Posts what waits in the outboxes, each conversation in order, conversations side by side. docs/states/outbox.md has its rules. */
export interface Outbox {
  /** Something may wait in this conversation's outbox. */
  readonly wake: (conversation: ConversationHandle) => void;
  readonly stopped: () => Promise<void>;
}

interface Waiting {
  readonly ordinal: number;
  readonly post: PostRecord;
}

/** What became of one post. `later`: neither stored nor refused for good. */
type Fate =
  | { readonly is: 'stored' }
  | { readonly is: 'failed'; readonly code: string }
  | { readonly is: 'later'; readonly afterMs: number };

export function createOutbox(engine: Engine, sync: Sync, troubles: Troubles): Outbox {
  const running = new Map<ConversationHandle, Promise<void>>();

  const pump = async (conversation: ConversationHandle): Promise<void> => {
    while (!engine.stopping.aborted && conversation.record().waitingPosts > 0) {
      const waiting = await nextPosts(engine, conversation);
      const relay = waiting[0]?.post.relay;
      if (relay === undefined) return;
      const session = await sync.patiently(relay, engine.stopping);
      const batch = waiting.filter(({ post }) => post.relay === relay);
      const fates = await Promise.all(batch.map(({ post }) => send(session, post)));
      await settle(conversation, batch, fates);
      const delays = fates.map((fate) => (fate.is === 'later' ? fate.afterMs : 0));
      const delayMs = Math.max(...delays);
      if (delayMs > 0) await engine.clock.sleep(delayMs, engine.stopping);
    }
  };

  const run = async (conversation: ConversationHandle): Promise<void> => {
    while (!engine.stopping.aborted) {
      try {
        await pump(conversation);
        return;
      } catch (error) {
        if (engine.stopping.aborted) return;
        troubles.report(error);
        await engine.clock.sleep(handsetLimits.storeRetryMs, engine.stopping).catch(nothing);
      }
    }
  };

  const wake = (conversation: ConversationHandle): void => {
    if (running.has(conversation) || conversation.record().waitingPosts === 0) return;
    const run1 = run(conversation).finally(() => {
      running.delete(conversation);
      if (!engine.stopping.aborted) wake(conversation);
    });
    running.set(conversation, run1);
  };

  return {
    wake,
    stopped: async () => {
      await Promise.all(running.values());
    },
  };
}

async function nextPosts(engine: Engine, { id }: ConversationHandle): Promise<readonly Waiting[]> {
  const waiting: Waiting[] = [];
  const range = engine.store.range(tables.outbox(id), { limit: handsetLimits.maxPostsUnderWay });
  for await (const { ordinal, value } of range) waiting.push({ ordinal, post: decodePost(value) });
  return waiting;
}

async function send(session: RelaySession, post: PostRecord): Promise<Fate> {
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
    const leastMs = error.code === 'RELAY_MISBEHAVES' ? handsetLimits.postRetryMs : 0;
    return { is: 'later', afterMs: Math.max(leastMs, error.retryAfterMs ?? 0) };
  }
  if (outcome === 'stored') return { is: 'stored' };
  if (outcome === 'unknown') return { is: 'failed', code: 'MAILBOX_GONE' };
  return { is: 'later', afterMs: handsetLimits.postRetryMs };
}

async function settle(
  conversation: ConversationHandle,
  batch: readonly Waiting[],
  fates: readonly Fate[],
): Promise<void> {
  if (fates.every(({ is }) => is === 'later')) return;
  await conversation.change(async (draft) => {
    for (const [index, { ordinal, post }] of batch.entries()) {
      const fate = fates[index];
      if (fate === undefined || fate.is === 'later') continue;
      draft.tx.remove({ table: tables.outbox(conversation.id), ordinal });
      draft.record = { ...draft.record, waitingPosts: draft.record.waitingPosts - 1 };
      if (post.messageId === undefined) continue;
      const found = await findMessage(draft.tx, conversation.id, post.messageId);
      if (found === undefined) continue;
      if (fate.is === 'stored') {
        if (isLater('relayed', found.message.state)) {
          draft.update(found.ordinal, { ...found.message, state: 'relayed', failure: undefined });
        }
      } else {
        keepFailed(draft.tx, conversation, post, post.messageId);
        if (!isLater(found.message.state, 'failed')) {
          draft.update(found.ordinal, { ...found.message, state: 'failed', failure: fate.code });
        }
      }
    }
  });
}

// The very bytes that were sealed, for `retry`: sealing again would cost a key and make a second message of it.
function keepFailed(
  tx: Transaction,
  { id }: ConversationHandle,
  post: PostRecord,
  messageId: Uint8Array,
): void {
  tx.put({ table: tables.failed(id), id: messageId }, encodePost(post));
}

function nothing(): void {}
