import type { HistoryOptions, MessageId } from '../api.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import { requireMessage } from '../message/find-message.ts';
import type { Engine } from '../engine.ts';
import { toHex } from '../hex.ts';
import { handsetLimits } from '../limits.ts';
import { decodeMessageRecord } from '../storage/message-record.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { tables } from '../storage/tables.ts';

export interface StoredPage {
  /** Oldest first. */
  readonly messages: readonly MessageRecord[];
  readonly before: MessageId | undefined;
}

/**
 * One page of a history. The place to go on from is the id of the oldest message that was given, so it holds when
 * messages are renumbered or come in between. @throws MESSAGE_UNKNOWN
 */
export function readPage(
  engine: Engine,
  conversation: ConversationHandle,
  options: HistoryOptions,
): Promise<StoredPage> {
  const { defaultHistoryPage, maxHistoryPage } = handsetLimits;
  const limit = Math.max(
    1,
    Math.min(Math.floor(options.limit ?? defaultHistoryPage), maxHistoryPage),
  );
  return conversation.quietly(async () => {
    options.signal?.throwIfAborted();
    const to =
      options.before === undefined
        ? undefined
        : (await requireMessage(engine.store, conversation, options.before as MessageId)).ordinal;
    const messages: MessageRecord[] = [];
    const range = { reverse: true, limit: limit + 1, ...(to === undefined ? {} : { to }) };
    for await (const { value } of engine.store.range(tables.history(conversation.id), range)) {
      messages.push(decodeMessageRecord(value));
    }
    const hasOlder = messages.length > limit;
    if (hasOlder) messages.pop();
    const oldest = messages.at(-1);
    const before = hasOlder && oldest ? (toHex(oldest.id) as MessageId) : undefined;
    return { messages: messages.reverse(), before };
  });
}
