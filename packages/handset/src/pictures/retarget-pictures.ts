import { encodeMimiContent, parseMimiContent } from '@sotto/protocol';
import { ownMessageId } from '../conversation/compose.ts';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { insertInstead } from '../message/replace-message.ts';
import { shownBody } from '../message/text.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { putPieces, readPieces } from '../storage/pieces.ts';
import { tables } from '../storage/tables.ts';
import type { UploadRecord } from '../storage/upload-record.ts';
import { pictureName } from './picture-name.ts';
import { picturesPart } from './picture-part.ts';

/**
 * Makes a picture message that was never sent anew when the relays that it names are not the present homes. It is shown in the same
 * place, under another id: a message's id is the hash of all that it says. What was said about it went to nobody who could follow it,
 * and ends here; an edited caption is the caption. The blobs are the same ones.
 * `undefined` when the message names the homes already. @throws VAULT_BROKEN
 */
export async function retargetPictures(
  engine: Pick<Engine, 'crypto' | 'homes' | 'self' | 'search' | 'eraserClock' | 'outbox'>,
  draft: ConversationDraft,
  message: MessageRecord,
  upload: UploadRecord,
): Promise<{ readonly message: MessageRecord; readonly upload: UploadRecord } | undefined> {
  const { tx } = draft;
  const { id: conversation } = draft.record;
  const body = shownBody(message);
  const relays = engine.homes.relays();
  if (body.kind !== 'pictures') return undefined;
  if (body.pictures.every(({ blob }) => blob.relays.join() === relays.join())) return undefined;
  const pictures = body.pictures.map((each) => ({ ...each, blob: { ...each.blob, relays } }));
  const content = encodeMimiContent({
    ...parseMimiContent(upload.content),
    salt: engine.crypto.random(16),
    nestedPart: picturesPart(pictures),
  });
  const id = ownMessageId(engine, draft, content);
  for (const [index, { blob, sizeBytes }] of pictures.entries()) {
    for (const [table, totalBytes] of [
      [tables.uploadBytes(conversation), blob.sealedBytes],
      [tables.pictures(conversation), sizeBytes],
    ] as const) {
      const bytes = await readPieces(tx, table, pictureName(message.id, index), totalBytes);
      putPieces(tx, table, pictureName(id, index), bytes);
    }
  }
  const made: MessageRecord = {
    ...message,
    ...{ id, state: 'uploading', failure: undefined },
    ...{ body: { kind: 'pictures', pictures }, versions: [], reactions: [] },
  };
  await insertInstead(engine, draft, made, message);
  return { message: made, upload: { messageId: id, content } };
}
