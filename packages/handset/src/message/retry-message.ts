import type { MessageId } from '../api.ts';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { retargetPictures } from '../pictures/retarget-pictures.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { tables } from '../storage/tables.ts';
import { decodeUpload, encodeUpload } from '../storage/upload-record.ts';
import { requireMessage } from './find-message.ts';
import type { Found } from './find-message.ts';
import type { ForwardContext } from './forward-message.ts';
import { sendAgain } from './send-again.ts';

/**
 * Puts failed posts or uploads back at the end of their queues: the same bytes under the same ids, but for pictures that name other relays
 * than the present homes, see `retargetPictures`. What a backup had as unsent is sent anew, see `sendAgain`. @throws MESSAGE_UNKNOWN, MESSAGE_NOT_FAILED, and what `sendAgain` throws
 */
export async function retryMessage(
  engine: Engine,
  conversation: ConversationHandle,
  messageId: MessageId,
  context: ForwardContext,
): Promise<MessageRecord> {
  const { message } = await requireMessage(engine.store, conversation, messageId);
  if (message.failure === 'BACKUP_UNSENT') return sendAgain(engine, conversation, message, context);
  return conversation.change(async (draft) => {
    const found = await requireMessage(draft.tx, conversation, messageId);
    const { message } = found;
    const { outbox } = engine;
    if (message.state !== 'failed') return notFailed();
    if (await outbox.retry(draft.tx, conversation.id, message.id)) {
      draft.after(outbox.wake);
      return putAgain(draft, found, 'queued');
    }
    return (await uploadAgain(engine, draft, found)) ?? notFailed();
  });
}

async function uploadAgain(
  engine: Engine,
  draft: ConversationDraft,
  found: Found,
): Promise<MessageRecord | undefined> {
  const { tx } = draft;
  const { message } = found;
  const failed = { table: tables.failedUploads(draft.record.id), id: message.id };
  const value = await tx.get(failed);
  if (value === undefined) return undefined;
  tx.remove(failed);
  const retargeted = await retargetPictures(engine, draft, message, decodeUpload(value));
  const upload = retargeted ? encodeUpload(retargeted.upload) : value;
  const { record } = draft;
  tx.put({ table: tables.uploads(record.id), ordinal: record.nextUpload }, upload);
  draft.record = {
    ...record,
    nextUpload: record.nextUpload + 1,
    waitingUploads: record.waitingUploads + 1,
  };
  return retargeted?.message ?? putAgain(draft, found, 'uploading');
}

function putAgain(
  draft: ConversationDraft,
  { ordinal, message }: Found,
  state: 'queued' | 'uploading',
): MessageRecord {
  const again: MessageRecord = { ...message, state, failure: undefined };
  draft.update(ordinal, again);
  return again;
}

function notFailed(): never {
  throw handsetError('MESSAGE_NOT_FAILED', 'The message did not fail.');
}
