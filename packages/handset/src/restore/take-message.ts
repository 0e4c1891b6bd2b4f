import type { ConversationId } from '../api.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { putIndex, putMessage } from '../storage/message-index.ts';
import { wordsOf } from '../message/text.ts';
import type { SearchFilling } from '../search/fill-search.ts';
import type { Transaction } from '../storage/transaction.ts';

/** A message as a new device has it: its numbers were another device's, and what was not sent yet is not sent by this one. */
export function messageOfNewDevice(message: MessageRecord, hasPictures: boolean): MessageRecord {
  const isUnsent = message.state === 'queued' || message.state === 'uploading';
  const { body } = message;
  return {
    ...message,
    ...(isUnsent ? { state: 'failed', failure: 'BACKUP_UNSENT' } : {}),
    sequence: undefined,
    versions: message.versions.map((version) => ({ ...version, sequence: undefined })),
    body:
      body.kind === 'pictures' && !hasPictures
        ? { ...body, pictures: body.pictures.map((picture) => ({ ...picture, here: false })) }
        : body,
  };
}

export async function putRestored(
  tx: Transaction,
  search: Pick<SearchFilling, 'add'>,
  id: ConversationId,
  { ordinal, message }: { readonly ordinal: number; readonly message: MessageRecord },
): Promise<void> {
  putMessage(tx, id, ordinal, message);
  putIndex(tx, id, message.id, ordinal);
  const text = wordsOf(message);
  if (text !== '') await search.add(id, { id: message.id, hlc: message.hlc, text });
}
