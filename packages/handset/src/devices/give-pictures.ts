import { paddedBlobLength, sealedBlobLength } from '@sotto/protocol';
import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Engine } from '../engine.ts';
import { placeElsewhere } from '../group/elsewhere.ts';
import { pictureName } from '../pictures/picture-name.ts';
import type { StoredPicture } from '../storage/message-body.ts';
import { findMessage } from '../storage/message-index.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { readPieces } from '../storage/pieces.ts';
import { tables } from '../storage/tables.ts';

/** How many pictures of a message are here. */
export function picturesHere({ body }: MessageRecord): number {
  return body.kind === 'pictures' ? body.pictures.filter(({ here }) => here).length : 0;
}

/**
 * A message as it is given to another device, which can fetch each picture that is here: those are sealed and uploaded anew, as the relay
 * to which they were sent keeps them for a month and no longer.
 * @throws codes of the relay and the link that pass
 */
export async function withPictures(
  engine: Engine,
  conversation: ConversationHandle,
  message: MessageRecord,
): Promise<MessageRecord> {
  const { body } = message;
  if (body.kind !== 'pictures') return message;
  const pictures: StoredPicture[] = [];
  for (const [index, picture] of body.pictures.entries()) {
    const bytes = picture.here && (await bytesOf(engine, conversation, message.id, index));
    pictures.push({ ...picture, ...(bytes ? await placed(engine, bytes) : {}), here: false });
  }
  return { ...message, body: { ...body, pictures } };
}

/** `undefined` when it was erased meanwhile. */
function bytesOf(
  { store }: Pick<Engine, 'store'>,
  conversation: ConversationHandle,
  id: Uint8Array,
  index: number,
): Promise<Uint8Array | undefined> {
  return conversation.quietly(async () => {
    const found = await findMessage(store, conversation.id, id);
    const body = found?.message.body;
    const picture = body?.kind === 'pictures' ? body.pictures[index] : undefined;
    if (picture?.here !== true) return undefined;
    const table = tables.pictures(conversation.id);
    return readPieces(store, table, pictureName(id, index), picture.sizeBytes);
  });
}

async function placed(engine: Engine, bytes: Uint8Array): Promise<Pick<StoredPicture, 'blob'>> {
  const { relay, id, key, noncePrefix } = await placeElsewhere(engine, bytes);
  const sealedBytes = sealedBlobLength(paddedBlobLength(bytes.length));
  return { blob: { relays: [relay], id, sealedBytes, key, noncePrefix } };
}
