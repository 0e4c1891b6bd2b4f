import type { HistoryOptions } from '../api.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { handsetLimits } from '../limits.ts';
import { historyTable } from '../storage/message-index.ts';
import { decodeMessageRecord } from '../storage/message-record.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { tables } from '../storage/tables.ts';
import { beginTransaction } from '../storage/transaction.ts';
import { pageToken, parsePageToken } from './page-token.ts';
import { ordinalFor } from './placement.ts';

export interface StoredPage {
  /** Oldest first. */
  readonly messages: readonly MessageRecord[];
  readonly before: string | undefined;
}

/**
 * One page of a history. The place to go on from is the key of the oldest message that was given, so it holds when
 * messages are renumbered, come in between, or are erased. @throws MESSAGE_UNKNOWN for what is no such place
 */
export async function readPage(
  engine: Pick<Engine, 'store'>,
  conversation: Pick<ConversationHandle, 'id' | 'quietly'>,
  options: HistoryOptions,
): Promise<StoredPage> {
  const { defaultHistoryPage, maxHistoryPage } = handsetLimits;
  const limit = Math.max(
    1,
    Math.min(Math.floor(options.limit ?? defaultHistoryPage), maxHistoryPage),
  );
  const key = options.before === undefined ? undefined : parsePageToken(options.before);
  if (options.before !== undefined && key === undefined)
    throw handsetError('MESSAGE_UNKNOWN', 'No page of this history ended there.');
  return conversation.quietly(async () => {
    options.signal?.throwIfAborted();
    const { id } = conversation;
    const to = key && (await ordinalFor(beginTransaction(engine.store), historyTable(id), key));
    const messages: MessageRecord[] = [];
    const range = { reverse: true, limit: limit + 1, ...(to === undefined ? {} : { to }) };
    for await (const { value } of engine.store.range(tables.history(id), range)) {
      messages.push(decodeMessageRecord(value));
    }
    const hasOlder = messages.length > limit;
    if (hasOlder) messages.pop();
    const oldest = messages.at(-1);
    const before = hasOlder && oldest ? pageToken(oldest) : undefined;
    return { messages: messages.reverse(), before };
  });
}
