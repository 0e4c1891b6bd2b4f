import { bytesEqual } from '@sotto/protocol';
import type { MessageId, Picture, Progress } from '../api.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import { handsetError } from '../error.ts';
import { relaysOf } from '../group/relays-of.ts';
import { requireMessage } from '../message/find-message.ts';
import type { Found } from '../message/find-message.ts';
import type { Engine } from '../engine.ts';
import type { StoredPicture } from '../storage/message-body.ts';
import { putPieces, readPieces } from '../storage/pieces.ts';
import { tables } from '../storage/tables.ts';
import type { Transaction } from '../storage/transaction.ts';
import { openBlob } from './blob-seal.ts';
import { arrivedLimits } from './clean-limits.ts';
import type { Downloads } from './downloads.ts';
import { pictureName } from './picture-name.ts';

export interface FetchOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Which of several, from 0. Default 0. */
  readonly index?: number;
}

/** One picture of one message. */
interface Wanted {
  readonly conversation: ConversationHandle;
  readonly messageId: MessageId;
  readonly index: number;
}

/**
 * A picture of a message: from the store, or downloaded, then checked in this order: length, hash, seal, padding, and by the pictures
 * plugin; what passes is kept.
 * @throws MESSAGE_UNKNOWN, PICTURE_ABSENT, PICTURE_GONE, PICTURE_BROKEN, LINK_UNREACHABLE, LINK_CLOSED, LINK_REFUSED
 */
export async function fetchPicture(
  engine: Engine,
  downloads: Downloads,
  conversation: ConversationHandle,
  messageId: MessageId,
  { signal, onProgress, index = 0 }: FetchOptions,
): Promise<Picture> {
  const wanted = { conversation, messageId, index };
  const { message, picture } = await require(engine.store, wanted);
  if (picture.here) return stored(engine, wanted, message.id, picture);
  const key = `${messageId}/${index}`;
  return downloads.once(key, async () => {
    const again = await require(engine.store, wanted);
    if (again.picture.here) return stored(engine, wanted, message.id, again.picture);
    await requireKnownRelay(engine, conversation, picture);
    const sealed = await downloads.fetch(key, picture.blob, {
      signal,
      progress: (doneBytes) => {
        const { sealedBytes: totalBytes } = picture.blob;
        const progress: Progress = { stage: 'downloading', doneBytes, totalBytes };
        onProgress?.(progress);
        conversation.tellProgress(message, progress);
      },
    });
    const opened = await open(engine, picture, sealed, signal);
    await keep(wanted, opened);
    return opened;
  });
}

/** @throws MESSAGE_UNKNOWN, PICTURE_ABSENT */
async function require(
  tx: Pick<Transaction, 'get'>,
  { conversation, messageId, index }: Wanted,
): Promise<Found & { readonly picture: StoredPicture }> {
  const found = await requireMessage(tx, conversation, messageId);
  const { body } = found.message;
  const picture = body.kind === 'pictures' ? body.pictures[index] : undefined;
  if (picture === undefined) throw handsetError('PICTURE_ABSENT', 'The message has no picture.');
  return { ...found, picture };
}

// Nobody may make this handset call on any machine they like.
async function requireKnownRelay(
  engine: Engine,
  conversation: ConversationHandle,
  { blob }: StoredPicture,
): Promise<void> {
  if (engine.homes.relays().includes(blob.relay)) return;
  const known = await conversation.look(({ group, room }) => relaysOf(engine, group, room));
  if (!known.includes(blob.relay)) {
    throw handsetError(
      'PICTURE_BROKEN',
      "The picture is said to be at a relay that is no member's.",
    );
  }
}

async function stored(
  { store }: Engine,
  { conversation: { id }, index }: Wanted,
  messageId: Uint8Array,
  { mediaType, width, height, sizeBytes }: StoredPicture,
): Promise<Picture> {
  const name = pictureName(messageId, index);
  const bytes = await readPieces(store, tables.pictures(id), name, sizeBytes);
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

// What was erased or deleted meanwhile is given to whoever asked, and not kept.
async function keep(wanted: Wanted, picture: Picture): Promise<void> {
  const { conversation, messageId, index } = wanted;
  const { bytes, mediaType, width, height } = picture;
  await conversation.change(async (draft) => {
    const { ordinal, message } = await requireMessage(draft.tx, conversation, messageId);
    const { body } = message;
    if (body.kind !== 'pictures') return;
    putPieces(draft.tx, tables.pictures(conversation.id), pictureName(message.id, index), bytes);
    const pictures = body.pictures.map((each, at) =>
      at === index ? { ...each, mediaType, width, height, here: true } : each,
    );
    draft.update(ordinal, { ...message, body: { ...body, pictures } });
  });
}

function broken(): Error {
  return handsetError('PICTURE_BROKEN', 'What the relay has is not the picture that was sent.');
}
