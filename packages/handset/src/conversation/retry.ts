import type { MessageId } from '../api.ts';
import { handsetError } from '../error.ts';
import { parseHex } from '../hex.ts';
import { findMessage } from '../storage/message-index.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { tables } from '../storage/tables.ts';
import type { Transaction } from '../storage/transaction.ts';
import type { ConversationDraft, ConversationHandle } from './conversation.ts';
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

/** Puts a failed post or upload back at the end of its queue, the same bytes under the same post id. @throws MESSAGE_UNKNOWN, MESSAGE_NOT_FAILED */
export function retryMessage(
  conversation: ConversationHandle,
  messageId: MessageId,
): Promise<MessageRecord> {
  return conversation.change(async (draft) => {
    const { ordinal, message } = await requireMessage(draft.tx, conversation, messageId);
    const state = message.state === 'failed' ? await putBack(draft, message.id) : undefined;
    if (state === undefined) throw handsetError('MESSAGE_NOT_FAILED', 'The message did not fail.');
    const again: MessageRecord = { ...message, state, failure: undefined };
    draft.update(ordinal, again);
    return again;
  });
}

async function putBack(
  draft: ConversationDraft,
  messageId: Uint8Array,
): Promise<'queued' | 'uploading' | undefined> {
  const { tx, record } = draft;
  const failedPost = { table: tables.failed(record.id), id: messageId };
  const post = await tx.get(failedPost);
  if (post !== undefined) {
    tx.remove(failedPost);
    await putPost(draft, post);
    return 'queued';
  }
  const failedUpload = { table: tables.failedUploads(record.id), id: messageId };
  const upload = await tx.get(failedUpload);
  if (upload === undefined) return undefined;
  tx.remove(failedUpload);
  tx.put({ table: tables.uploads(record.id), ordinal: record.nextUpload }, upload);
  draft.record = {
    ...record,
    nextUpload: record.nextUpload + 1,
    waitingUploads: record.waitingUploads + 1,
  };
  return 'uploading';
}
