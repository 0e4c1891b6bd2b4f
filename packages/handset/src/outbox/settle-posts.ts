import type { ConversationId } from '../api.ts';
import type { Engine } from '../engine.ts';
import { encodePost } from '../storage/post-record.ts';
import { beginTransaction } from '../storage/transaction.ts';
import type { Transaction } from '../storage/transaction.ts';
import {
  decodeLaneRecord,
  encodeMailing,
  indexIn,
  isMailing,
  withoutPost,
} from '../storage/mailing-record.ts';
import { keepFailed } from './failed-posts.ts';
import type { Verdict } from './judge-post.ts';
import { sealPost } from './mailings.ts';
import type { WaitingPost } from './next-posts.ts';
import { outboxTables } from './outbox-tables.ts';

/** What a message hears of one of its posts. */
export interface SettledPost {
  readonly messageId: Uint8Array;
  /** Indices into the message's list of devices. */
  readonly covers: readonly number[];
  /** Absent: they have it, or nothing more is done for them. Else an error code: they do not, and `Outbox.retry` tries again. */
  readonly failure?: string;
}

/**
 * Runs one change of the conversation that follows what became of posts, and calls `remove` with its transaction. Of a conversation or
 * message that is gone nothing follows. Rejects when nothing was stored: then it is told again.
 */
export type Settle = (
  conversation: ConversationId,
  settled: readonly SettledPost[],
  remove: (tx: Transaction) => Promise<void>,
) => Promise<void>;

export interface Judged extends WaitingPost {
  readonly verdict: Verdict;
}

/**
 * Stores what became of posts, for each conversation in its own change. Resolves with those that could not be stored, and why; the
 * others are done.
 */
export async function settlePosts(
  engine: Pick<Engine, 'store' | 'crypto'>,
  settle: Settle,
  judged: readonly Judged[],
): Promise<readonly { readonly posts: readonly Judged[]; readonly error: unknown }[]> {
  const changed = judged.filter(({ post, verdict }) => verdict.rest !== post);
  const groups = Map.groupBy(changed, conversationOf);
  const failed: { readonly posts: readonly Judged[]; readonly error: unknown }[] = [];
  for (const [conversation, posts] of groups) {
    let isStored = false;
    const remove = async (tx: Transaction): Promise<void> => {
      for (const each of posts) await store(engine, tx, each);
      isStored = true;
    };
    try {
      if (conversation !== undefined) await settle(conversation, posts.flatMap(settledOf), remove);
      if (isStored) continue;
      const tx = beginTransaction(engine.store);
      // Nobody tries again what a conversation that is gone had to say.
      for (const each of posts) await store(engine, tx, each, conversation === undefined);
      await tx.commit();
    } catch (error) {
      failed.push({ posts, error });
    }
  }
  return failed;
}

// Only what a message hears of concerns its conversation.
function conversationOf(judged: Judged): ConversationId | undefined {
  return settledOf(judged).length === 0 ? undefined : judged.post.conversation;
}

function settledOf({ post, verdict }: Judged): readonly SettledPost[] {
  const { messageId, conversation } = post;
  if (messageId === undefined || conversation === undefined) return [];
  const { covered, failure } = verdict;
  if (failure !== undefined) return [{ messageId, covers: post.covers, failure }];
  return covered.length > 0 || verdict.rest === undefined ? [{ messageId, covers: covered }] : [];
}

async function store(
  { crypto }: Pick<Engine, 'crypto'>,
  tx: Transaction,
  { ordinal, record, post, verdict }: Judged,
  mayRetry = true,
): Promise<void> {
  const table = outboxTables.lane(post.relay);
  if (record !== ordinal) await strike(tx, { table, ordinal: record }, indexIn(record, ordinal));
  // What is left of a post that a mailing stood for stands by itself from now on.
  if (verdict.rest !== undefined) return tx.put({ table, ordinal }, encodePost(verdict.rest));
  if (record === ordinal) tx.remove({ table, ordinal });
  if (verdict.failure !== undefined && mayRetry) keepFailed(tx, await sealPost(crypto, post));
}

/** Takes a post out of its mailing, and the mailing with its last one. */
async function strike(
  tx: Transaction,
  name: { readonly table: string; readonly ordinal: number },
  index: number,
): Promise<void> {
  const value = await tx.get(name);
  const mailing = value && decodeLaneRecord(value);
  if (mailing === undefined || !isMailing(mailing)) return;
  const rest = withoutPost(mailing, index);
  if (rest === undefined) tx.remove(name);
  else tx.put(name, encodeMailing(rest));
}
