import { isSottoError } from '@sotto/core';
import { queueContent } from '../conversation/compose.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Engine } from '../engine.ts';
import type { Troubles } from '../events/troubles.ts';
import { handsetError } from '../error.ts';
import { handsetLimits } from '../limits.ts';
import { findMessage } from '../storage/message-index.ts';
import type { StoredBlob, StoredPicture } from '../storage/message-body.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { readPieces, removePieces } from '../storage/pieces.ts';
import { tables } from '../storage/tables.ts';
import { decodeUpload, encodeUpload } from '../storage/upload-record.ts';
import type { UploadRecord } from '../storage/upload-record.ts';
import { backoffMs } from '../sync/relay-line.ts';
import type { Sync } from '../sync/sync.ts';
import { pictureName } from './picture-name.ts';
import { uploadBlob } from './upload-blob.ts';

/** Brings sealed pictures to the relay, one a conversation at a time, then queues their messages. */
export interface Uploads {
  /** Something may wait in this conversation. */
  readonly wake: (conversation: ConversationHandle) => void;
  readonly stopped: () => Promise<void>;
}

interface Waiting {
  readonly ordinal: number;
  readonly upload: UploadRecord;
  readonly message: MessageRecord;
  readonly pictures: readonly StoredPicture[];
}

export function createUploads(engine: Engine, sync: Sync, troubles: Troubles): Uploads {
  const running = new Map<ConversationHandle, Promise<void>>();

  const pump = async (conversation: ConversationHandle): Promise<void> => {
    while (conversation.record().waitingUploads > 0) {
      const next = await nextUpload(engine, conversation);
      if (next === undefined) {
        await correctCount(conversation, troubles);
        continue;
      }
      const outcome = await bring(conversation, next);
      await finish(conversation, next, outcome);
    }
  };

  /** `undefined` when every blob is at its relay; else the code for which a relay will not have one. */
  const bring = async (
    conversation: ConversationHandle,
    next: Waiting,
  ): Promise<string | undefined> => {
    const { message, pictures } = next;
    const totalBytes = pictures.reduce((sum, { blob }) => sum + blob.sealedBytes, 0);
    let broughtBytes = 0;
    for (const [index, { blob }] of pictures.entries()) {
      const sealed = await sealedPicture(engine, conversation, next, index);
      if (sealed === undefined) return undefined;
      const failure = await bringBlob(blob, sealed, (doneBytes) =>
        conversation.tellProgress(message, {
          stage: 'uploading',
          doneBytes: broughtBytes + doneBytes,
          totalBytes,
        }),
      );
      if (failure !== undefined) return failure;
      broughtBytes += blob.sealedBytes;
    }
    return undefined;
  };

  const bringBlob = async (
    blob: StoredBlob,
    sealed: Uint8Array,
    progress: (doneBytes: number) => void,
  ): Promise<string | undefined> => {
    for (let failures = 1; ; failures++) {
      const session = await sync.patiently(blob.relay, engine.stopping);
      try {
        await uploadBlob(engine, session.limits, blob, sealed, progress);
        return undefined;
      } catch (error) {
        engine.stopping.throwIfAborted();
        if (!isSottoError(error)) throw error;
        if (!error.retryable) return error.code;
        await engine.clock.sleep(
          backoffMs(engine.crypto.random(4), failures, error.retryAfterMs),
          engine.stopping,
        );
      }
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
    if (running.has(conversation) || conversation.record().waitingUploads === 0) return;
    const done = run(conversation).finally(() => {
      running.delete(conversation);
      if (!engine.stopping.aborted) wake(conversation);
    });
    running.set(conversation, done);
  };

  return {
    wake,
    stopped: async () => {
      await Promise.all(running.values());
    },
  };
}

function nextUpload(
  { store }: Engine,
  { id, quietly }: ConversationHandle,
): Promise<Waiting | undefined> {
  return quietly(async () => {
    for await (const { ordinal, value } of store.range(tables.uploads(id), { limit: 1 })) {
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
function sealedPicture(
  { store }: Engine,
  { id, quietly }: ConversationHandle,
  { ordinal, message, pictures }: Waiting,
  index: number,
): Promise<Uint8Array | undefined> {
  return quietly(async () => {
    if ((await store.get({ table: tables.uploads(id), ordinal })) === undefined) return undefined;
    const name = pictureName(message.id, index);
    const { sealedBytes } = pictures[index]!.blob;
    return readPieces(store, tables.uploadBytes(id), name, sealedBytes);
  });
}

// As for posts: what was counted and is gone cannot be waited for.
async function correctCount(conversation: ConversationHandle, troubles: Troubles): Promise<void> {
  await conversation.change(async (draft) => {
    const found = await draft.tx.range(tables.uploads(conversation.id), { limit: 1 });
    if (found.length > 0) return;
    draft.record = { ...draft.record, waitingUploads: 0 };
    troubles.report(handsetError('VAULT_BROKEN', 'Uploads that waited are gone from the store.'));
  });
}

// The message is encrypted only now: what is sent names blobs that are there.
async function finish(
  conversation: ConversationHandle,
  { ordinal, upload, message, pictures }: Waiting,
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

function nothing(): void {}
