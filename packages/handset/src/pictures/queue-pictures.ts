import { encodeMimiContent, makeContent } from '@sotto/protocol';
import type { Picture } from '../api.ts';
import { nextClock, ownMessageId } from '../conversation/compose.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import { messageFields, ownMessage } from '../message/compose-message.ts';
import type { MessageExtras } from '../message/compose-message.ts';
import { insertInstead } from '../message/replace-message.ts';
import type { Engine } from '../engine.ts';
import type { StoredPicture } from '../storage/message-body.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { putPieces } from '../storage/pieces.ts';
import { tables } from '../storage/tables.ts';
import { encodeUpload } from '../storage/upload-record.ts';
import { sealBlob } from './blob-seal.ts';
import { pictureName } from './picture-name.ts';
import { picturesPart } from './picture-part.ts';

/** A picture that was cleaned, or fetched and inspected. */
export interface CleanPicture extends Picture {
  readonly caption: string;
  readonly thumbhash: Uint8Array;
}

/**
 * Seals pictures, each under a key of its own, then stores them with their message and everything that the upload needs in one
 * transaction. @throws as `messageFields` does
 */
export async function queuePictures(
  engine: Engine,
  conversation: ConversationHandle,
  clean: readonly CleanPicture[],
  { signal, ...extras }: MessageExtras & { readonly signal: AbortSignal },
): Promise<MessageRecord> {
  const { id } = conversation;
  const made: { picture: StoredPicture; sealed: Uint8Array }[] = [];
  for (const { bytes, ...facts } of clean) {
    const { sealed, ...blob } = await sealBlob(engine.crypto, bytes);
    signal.throwIfAborted();
    const picture: StoredPicture = {
      caption: facts.caption,
      mediaType: facts.mediaType,
      width: facts.width,
      height: facts.height,
      sizeBytes: bytes.length,
      thumbhash: facts.thumbhash,
      here: true,
      blob: { ...blob, relays: engine.homes.relays(), sealedBytes: sealed.length },
    };
    made.push({ picture, sealed });
  }
  const pictures = made.map(({ picture }) => picture);
  return conversation.change(async (draft) => {
    const { fields, recorded } = await messageFields(engine, draft, extras);
    const content = encodeMimiContent(makeContent(fields, picturesPart(pictures)));
    const hlc = nextClock(engine, draft);
    const messageId = ownMessageId(engine, draft, content);
    const message = ownMessage(engine, draft, {
      ...recorded,
      ...{ id: messageId, hlc, state: 'uploading' },
      body: { kind: 'pictures', pictures, ...(extras.viewOnce === true ? { once: true } : {}) },
    });
    const { nextUpload: ordinal, waitingUploads } = draft.record;
    draft.tx.put({ table: tables.uploads(id), ordinal }, encodeUpload({ messageId, content }));
    for (const [index, { sealed }] of made.entries()) {
      const name = pictureName(messageId, index);
      putPieces(draft.tx, tables.uploadBytes(id), name, sealed);
      putPieces(draft.tx, tables.pictures(id), name, clean[index]!.bytes);
    }
    draft.record = {
      ...draft.record,
      hlc,
      nextUpload: ordinal + 1,
      waitingUploads: waitingUploads + 1,
    };
    await insertInstead(engine, draft, message, extras.insteadOf);
    return message;
  });
}
