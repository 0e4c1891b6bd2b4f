import { encodeMimiContent } from '@sotto/protocol';
import type { Progress } from '../api.ts';
import { nextClock, ownMessageId } from '../conversation/compose.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import { checkText } from '../conversation/send-text.ts';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import type { MessageRecord, StoredPicture } from '../storage/message-record.ts';
import { putPieces } from '../storage/pieces.ts';
import { tables } from '../storage/tables.ts';
import { encodeUpload } from '../storage/upload-record.ts';
import { sealBlob } from './blob-seal.ts';
import { cleanLimits } from './clean-limits.ts';
import { pictureContent } from './picture-part.ts';
import { PictureRefusedError } from './picture-refused.ts';

export interface PictureDraft {
  readonly picture: Uint8Array;
  readonly caption?: string;
}

/**
 * Cleans and seals a picture, then stores it with its message and everything that the upload needs in one transaction. What cannot
 * be cleaned is refused, and nothing of it is kept. @throws PICTURE_REFUSED, TEXT_TOO_LONG
 */
export async function sendPicture(
  engine: Engine,
  conversation: ConversationHandle,
  { picture: file, caption = '' }: PictureDraft,
  options: { readonly signal: AbortSignal; readonly onProgress?: (progress: Progress) => void },
): Promise<MessageRecord> {
  const { signal } = options;
  const text = checkText(caption);
  options.onProgress?.({ stage: 'cleaning', doneBytes: 0, totalBytes: file.length });
  const clean = await engine.pictures.clean(file, { ...cleanLimits, signal });
  signal.throwIfAborted();
  if (clean.refused !== undefined) throw new PictureRefusedError(clean.refused);
  if (clean.bytes.length > handsetLimits.maxPictureBytes) throw new PictureRefusedError('bytes');
  options.onProgress?.({ stage: 'cleaning', doneBytes: file.length, totalBytes: file.length });
  const { sealed, ...blob } = await sealBlob(engine.crypto, clean.bytes);
  signal.throwIfAborted();
  const body: StoredPicture = {
    kind: 'picture',
    caption: text,
    mediaType: clean.mediaType,
    width: clean.width,
    height: clean.height,
    sizeBytes: clean.bytes.length,
    thumbhash: clean.thumbhash,
    here: true,
    blob: { ...blob, relay: engine.self.relay, sealedBytes: sealed.length },
  };
  return conversation.change(async (draft) => {
    const { id } = conversation;
    const content = encodeMimiContent(pictureContent(engine.crypto.random(16), body));
    const hlc = nextClock(engine, draft);
    const messageId = ownMessageId(engine, draft, content);
    const message: MessageRecord = {
      id: messageId,
      hlc,
      mine: true,
      state: 'uploading',
      failure: undefined,
      seen: true,
      body,
    };
    const { nextUpload: ordinal, waitingUploads } = draft.record;
    draft.tx.put({ table: tables.uploads(id), ordinal }, encodeUpload({ messageId, content }));
    putPieces(draft.tx, tables.uploadBytes(id), messageId, sealed);
    putPieces(draft.tx, tables.pictures(id), messageId, clean.bytes);
    draft.record = {
      ...draft.record,
      hlc,
      nextUpload: ordinal + 1,
      waitingUploads: waitingUploads + 1,
    };
    await draft.insert(message);
    return message;
  });
}
