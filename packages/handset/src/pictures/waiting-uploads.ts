import { queueContent } from '../conversation/compose.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Engine } from '../engine.ts';
import type { Troubles } from '../events/troubles.ts';
import { handsetError } from '../error.ts';
import { findMessage } from '../storage/message-index.ts';
import type { StoredPicture } from '../storage/message-body.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { readPieces, removePieces } from '../storage/pieces.ts';
import { tables } from '../storage/tables.ts';
import { decodeUpload, encodeUpload } from '../storage/upload-record.ts';
import type { UploadRecord } from '../storage/upload-record.ts';
import { pictureName } from './picture-name.ts';

/** A picture message that waits for its blobs to be at a relay. */
export interface WaitingUpload {
  readonly ordinal: number;
  readonly upload: UploadRecord;
  readonly message: MessageRecord;
  readonly pictures: readonly StoredPicture[];
}

/** The first of those that wait, from an ordinal on. @throws VAULT_BROKEN */
export function nextUpload(
  { store }: Engine,
  { id, quietly }: ConversationHandle,
  from: number,
): Promise<WaitingUpload | undefined> {
  return quietly(async () => {
    for await (const { ordinal, value } of store.range(tables.uploads(id), { from, limit: 1 })) {
      const upload = decodeUpload(value);
      const message = (await findMessage(store, id, upload.messageId))?.message;
      if (message?.body.kind === 'pictures')
        return { ordinal, upload, message, pictures: message.body.pictures };
      throw handsetError('VAULT_BROKEN', 'An upload is not whole.');
    }
    return undefined;
  });
}

/** One of the sealed pictures; `undefined` when their message was removed meanwhile. */
export function sealedPicture(
  { store }: Engine,
  { id, quietly }: ConversationHandle,
  { ordinal, message, pictures }: WaitingUpload,
  index: number,
): Promise<Uint8Array | undefined> {
  return quietly(async () => {
    if ((await store.get({ table: tables.uploads(id), ordinal })) === undefined) return undefined;
    const name = pictureName(message.id, index);
    const { sealedBytes } = pictures[index]!.blob;
    return readPieces(store, tables.uploadBytes(id), name, sealedBytes);
  });
}

/** For when nothing waits and something is counted: as for posts, what is gone cannot be waited for. */
export async function correctCount(
  conversation: ConversationHandle,
  troubles: Troubles,
): Promise<void> {
  await conversation.change(async (draft) => {
    const found = await draft.tx.range(tables.uploads(conversation.id), { limit: 1 });
    if (found.length > 0) return;
    draft.record = { ...draft.record, waitingUploads: 0 };
    troubles.report(handsetError('VAULT_BROKEN', 'Uploads that waited are gone from the store.'));
  });
}

/** Queues the message, or fails it. It is encrypted only now: what is sent names blobs that are there. */
export async function finishUpload(
  conversation: ConversationHandle,
  { ordinal, upload, message, pictures }: WaitingUpload,
  failure: string | undefined,
): Promise<void> {
  const { id } = conversation;
  await conversation.change(async (draft) => {
    const name = { table: tables.uploads(id), ordinal };
    // The message was removed meanwhile, and its upload with it.
    if ((await draft.tx.get(name)) === undefined) return;
    const found = await findMessage(draft.tx, id, message.id);
    if (found === undefined) throw handsetError('VAULT_BROKEN', 'An upload has no message.');
    draft.tx.remove(name);
    draft.record = { ...draft.record, waitingUploads: draft.record.waitingUploads - 1 };
    if (failure !== undefined) {
      draft.tx.put({ table: tables.failedUploads(id), id: message.id }, encodeUpload(upload));
      draft.update(found.ordinal, { ...found.message, state: 'failed', failure });
      return;
    }
    for (const [index, { blob }] of pictures.entries())
      removePieces(
        draft.tx,
        tables.uploadBytes(id),
        pictureName(message.id, index),
        blob.sealedBytes,
      );
    queueContent(draft, { content: upload.content, clock: message.hlc, messageId: message.id });
    draft.update(found.ordinal, { ...found.message, state: 'queued' });
  });
}
