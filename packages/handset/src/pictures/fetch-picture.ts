import { bytesEqual } from '@sotto/protocol';
import type { MessageId, Picture, Progress } from '../api.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import { requireMessage } from '../conversation/retry.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import type { MessageRecord, StoredPicture } from '../storage/message-record.ts';
import { putPieces, readPieces } from '../storage/pieces.ts';
import { tables } from '../storage/tables.ts';
import { openBlob } from './blob-seal.ts';
import { arrivedLimits } from './clean-limits.ts';
import type { Downloads } from './downloads.ts';

export interface FetchOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * The picture of a message: from the store, or downloaded, then checked in this order: length, hash, seal, padding, and by the pictures
 * plugin; what passes is kept.
 * @throws MESSAGE_UNKNOWN, PICTURE_ABSENT, PICTURE_GONE, PICTURE_BROKEN, LINK_UNREACHABLE, LINK_CLOSED, LINK_REFUSED
 */
export async function fetchPicture(
  engine: Engine,
  downloads: Downloads,
  conversation: ConversationHandle,
  messageId: MessageId,
  options: FetchOptions,
): Promise<Picture> {
  const { message } = await requireMessage(engine.store, conversation, messageId);
  if (message.body.kind !== 'picture')
    throw handsetError('PICTURE_ABSENT', 'The message has no picture.');
  if (message.body.here) return stored(engine, conversation, message, message.body);
  return downloads.once(messageId, async () => {
    const again = await requireMessage(engine.store, conversation, messageId);
    const { body } = again.message;
    if (body.kind !== 'picture')
      throw handsetError('PICTURE_ABSENT', 'The message has no picture.');
    if (body.here) return stored(engine, conversation, again.message, body);
    requireKnownRelay(engine, conversation, body);
    const sealed = await downloads.fetch(messageId, body.blob, {
      signal: options.signal,
      progress: (doneBytes) => {
        const progress: Progress = {
          stage: 'downloading',
          doneBytes,
          totalBytes: body.blob.sealedBytes,
        };
        options.onProgress?.(progress);
        conversation.tellProgress(again.message, progress);
      },
    });
    const picture = await open(engine, body, sealed, options.signal);
    await keep(conversation, messageId, picture);
    return picture;
  });
}

// A contact may not make this handset call on any machine it likes.
function requireKnownRelay(
  { self }: Engine,
  conversation: ConversationHandle,
  { blob }: StoredPicture,
): void {
  if (blob.relay !== self.relay && blob.relay !== conversation.record().peer.relay) {
    throw handsetError(
      'PICTURE_BROKEN',
      "The picture is said to be at a relay that is not the contact's.",
    );
  }
}

async function stored(
  engine: Engine,
  { id }: ConversationHandle,
  message: MessageRecord,
  { mediaType, width, height, sizeBytes }: StoredPicture,
): Promise<Picture> {
  const bytes = await readPieces(engine.store, tables.pictures(id), message.id, sizeBytes);
  return { bytes, mediaType, width, height };
}

async function open(
  engine: Engine,
  { blob, sizeBytes }: StoredPicture,
  sealed: Uint8Array,
  signal: AbortSignal,
): Promise<Picture> {
  const { crypto, pictures } = engine;
  if (!bytesEqual(await crypto.hash('SHA-256', sealed), blob.id)) throw broken();
  const bytes = await openBlob(crypto, { ...blob, sealed }, sizeBytes);
  if (bytes === undefined) throw broken();
  const facts = await pictures.inspect(bytes, { ...arrivedLimits, signal });
  if (facts.refused !== undefined) throw broken();
  const { mediaType, width, height } = facts;
  return { bytes, mediaType, width, height };
}

async function keep(
  conversation: ConversationHandle,
  messageId: MessageId,
  picture: Picture,
): Promise<void> {
  const { bytes, mediaType, width, height } = picture;
  await conversation.change(async (draft) => {
    const { ordinal, message } = await requireMessage(draft.tx, conversation, messageId);
    if (message.body.kind !== 'picture') return;
    putPieces(draft.tx, tables.pictures(conversation.id), message.id, bytes);
    draft.update(ordinal, {
      ...message,
      body: { ...message.body, mediaType, width, height, here: true },
    });
  });
}

function broken(): Error {
  return handsetError('PICTURE_BROKEN', 'What the relay has is not the picture that was sent.');
}
