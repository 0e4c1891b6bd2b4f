import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import type { Troubles } from '../events/troubles.ts';
import { handsetLimits } from '../limits.ts';
import { decodePost } from '../storage/post-record.ts';
import { tables } from '../storage/tables.ts';
import type { RelaySession } from '../sync/relay-session.ts';
import type { Sync } from '../sync/sync.ts';
import { sendPost } from './send-post.ts';
import { giveUpWelcome, settlePosts } from './settle-posts.ts';
import type { WaitingPost } from './settle-posts.ts';
import { isWelcomePost } from './welcome-post.ts';

/** Posts what waits in the outboxes, each conversation in order, conversations side by side. docs/states/outbox.md has its rules. */
export interface Outbox {
  /** Something may wait in this conversation's outbox. */
  readonly wake: (conversation: ConversationHandle) => void;
  /** Ends every wait for a time that a relay named. */
  readonly nudge: () => void;
  readonly stopped: () => Promise<void>;
}

export function createOutbox(engine: Engine, sync: Sync, troubles: Troubles): Outbox {
  const running = new Map<ConversationHandle, Promise<void>>();
  const waits = new Set<AbortController>();

  const pump = async (conversation: ConversationHandle): Promise<void> => {
    while (!engine.stopping.aborted && conversation.record().waitingPosts > 0) {
      const waiting = await nextPosts(engine, conversation);
      const relay = waiting[0]?.post.relay;
      if (relay === undefined) {
        await correctCount(conversation, troubles);
        continue;
      }
      const session = await sync.patiently(relay, engine.stopping);
      const batch = waiting.filter(({ post }) => post.relay === relay);
      const fates = await Promise.all(batch.map(({ post }) => sendPost(session, post)));
      const [first, fate] = [batch[0], fates[0]];
      if (first && fate?.is === 'failed' && isWelcomePost(conversation.record(), first.ordinal)) {
        await giveUpWelcome(conversation, first, fate);
        // No message shows it, so it is told by itself.
        const code = fate.code === 'MAILBOX_GONE' ? fate.code : 'RELAY_REFUSED';
        troubles.report(handsetError(code, 'A contact cannot be told that we accepted.'));
        continue;
      }
      await settlePosts(conversation, batch, fates);
      const delays = fates.map((each) => (each.is === 'later' ? each.afterMs : 0));
      await wait(session, Math.max(...delays));
    }
  };

  // A new connection, or a person who nudges, may know better than what the relay said then.
  const wait = async (session: RelaySession, ms: number): Promise<void> => {
    if (ms === 0) return;
    const over = new AbortController();
    waits.add(over);
    void session.ended.then(() => over.abort());
    try {
      await engine.clock.sleep(ms, AbortSignal.any([over.signal, engine.stopping]));
    } catch (error) {
      if (!over.signal.aborted) throw error;
    } finally {
      waits.delete(over);
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
    nudge: () => {
      for (const over of waits) over.abort();
    },
    stopped: async () => {
      await Promise.all(running.values());
    },
  };
}

/** The first posts that wait; a Welcome alone. */
async function nextPosts(
  engine: Engine,
  conversation: ConversationHandle,
): Promise<readonly WaitingPost[]> {
  const waiting: WaitingPost[] = [];
  const range = { limit: handsetLimits.maxPostsUnderWay };
  for await (const { ordinal, value } of engine.store.range(
    tables.outbox(conversation.id),
    range,
  )) {
    waiting.push({ ordinal, post: decodePost(value) });
    if (isWelcomePost(conversation.record(), ordinal)) break;
  }
  return waiting;
}

/** Posts are gone that were counted: somebody took records away. Going on as if they were there would never end. */
async function correctCount(conversation: ConversationHandle, troubles: Troubles): Promise<void> {
  await conversation.change(async (draft) => {
    const found = await draft.tx.range(tables.outbox(conversation.id), { limit: 1 });
    if (found.length > 0) return;
    draft.record = { ...draft.record, waitingPosts: 0 };
    troubles.report(handsetError('VAULT_BROKEN', 'Posts that waited are gone from the store.'));
  });
}

function nothing(): void {}
