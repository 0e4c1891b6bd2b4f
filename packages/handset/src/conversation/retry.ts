import type { MessageId } from '../api.ts';
import { handsetError } from '../error.ts';
import { parseHex } from '../hex.ts';
import { findMessage } from '../storage/message-index.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { tables } from '../storage/tables.ts';
import type { Transaction } from '../storage/transaction.ts';
import type { ConversationHandle } from './conversation.ts';
import { putPost } from './compose.ts';

/** A message of the conversation by its public id. @throws MESSAGE_UNKNOWN */
export async function requireMessage(
  tx: Pick<Transaction, 'get'>,
  { id }: Pick<ConversationHandle, 'id'>,
  messageId: MessageId,
): Promise<{ readonly ordinal: number; readonly message: MessageRecord }> {
  const bytes = parseHex(messageId, 32);
  const found = bytes && (await findMessage(tx, id, bytes));
  if (!found) throw handsetError('MESSAGE_UNKNOWN', 'There is no such message.');
  return found;
}

/** Puts a failed post back at the end of the outbox, the same bytes under the same post id. @throws MESSAGE_UNKNOWN, MESSAGE_NOT_FAILED */
export function retryMessage(conversation: ConversationHandle, messageId: MessageId): Promise<MessageRecord> {
  return conversation.change(async (draft) => {
    const { ordinal, message } = await requireMessage(draft.tx, conversation, messageId);
    const name = { table: tables.failed(conversation.id), id: message.id };
    const post = await draft.tx.get(name);
    if (message.state !== 'failed' || post === undefined) {
      throw handsetError('MESSAGE_NOT_FAILED', 'The message did not fail.');
    }
    draft.tx.remove(name);
    putPost(draft, post);
    const queued: MessageRecord = { ...message, state: 'queued', failure: undefined };
    draft.update(ordinal, queued);
    return queued;
  });
}
