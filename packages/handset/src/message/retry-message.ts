import type { MessageId } from '../api.ts';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import { handsetError } from '../error.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { tables } from '../storage/tables.ts';
import { requireMessage } from './find-message.ts';

/** Puts failed posts or uploads back at the end of their queues, the same bytes under the same ids. @throws MESSAGE_UNKNOWN, MESSAGE_NOT_FAILED */
export function retryMessage(
  engine: { readonly outbox: Pick<Outbox, 'retry' | 'wake'> },
  conversation: ConversationHandle,
  messageId: MessageId,
): Promise<MessageRecord> {
  return conversation.change(async (draft) => {
    const { ordinal, message } = await requireMessage(draft.tx, conversation, messageId);
    const state = message.state === 'failed' ? await putBack(engine, draft, message.id) : undefined;
    if (state === undefined) throw handsetError('MESSAGE_NOT_FAILED', 'The message did not fail.');
    const again: MessageRecord = { ...message, state, failure: undefined };
    draft.update(ordinal, again);
    return again;
  });
}

async function putBack(
  { outbox }: { readonly outbox: Pick<Outbox, 'retry' | 'wake'> },
  draft: ConversationDraft,
  messageId: Uint8Array,
): Promise<'queued' | 'uploading' | undefined> {
  const { tx, record } = draft;
  if (await outbox.retry(tx, record.id, messageId)) {
    draft.after(outbox.wake);
    return 'queued';
  }
  const failed = { table: tables.failedUploads(record.id), id: messageId };
  const upload = await tx.get(failed);
  if (upload === undefined) return undefined;
  tx.remove(failed);
  tx.put({ table: tables.uploads(record.id), ordinal: record.nextUpload }, upload);
  draft.record = {
    ...record,
    nextUpload: record.nextUpload + 1,
    waitingUploads: record.waitingUploads + 1,
  };
  return 'uploading';
}
