import type { RelayUrl } from '@sotto/core';
import type { MessageId, Picture, Progress } from '../api.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import { handsetError } from '../error.ts';
import { requireMessage } from '../message/find-message.ts';
import type { Engine } from '../engine.ts';
import { parseHex } from '../hex.ts';
import type { StoredPicture } from '../storage/message-body.ts';
import { findMessage } from '../storage/message-index.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { putPieces, readPieces } from '../storage/pieces.ts';
import { tables } from '../storage/tables.ts';
import { mayConnect } from '../sync/may-connect.ts';
import { openBlob } from './blob-seal.ts';
import { arrivedLimits } from './clean-limits.ts';
import type { Downloads } from './downloads.ts';
import { pictureName } from './picture-name.ts';

export interface FetchOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Which of several, from 0. Default 0. */
  readonly index?: number;
  /** One that is to be shown once is being opened: it is given and not kept. */
  readonly opening?: boolean;
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
 * @throws MESSAGE_UNKNOWN, PICTURE_ABSENT, VIEW_ONCE_CLOSED, PICTURE_GONE, PICTURE_BROKEN, LINK_UNREACHABLE, LINK_CLOSED, LINK_REFUSED
 */
export async function fetchPicture(
  engine: Engine,
  downloads: Downloads,
  conversation: ConversationHandle,
  messageId: MessageId,
  { signal, onProgress, index = 0, opening = false }: FetchOptions,
): Promise<Picture> {
  const wanted = { conversation, messageId, index };
  const { message, picture, stored, once } = await look(engine, wanted);
  if (once && !opening)
    throw handsetError('VIEW_ONCE_CLOSED', 'This picture is shown once, when it is opened.');
  if (stored !== undefined) return stored;
  const key = `${messageId}/${index}`;
  return downloads.once(key, async () => {
    const again = await look(engine, wanted);
    if (again.stored !== undefined) return again.stored;
    const sealed = await downloads.fetch(key, picture.blob, {
      relays: knownRelays(engine, conversation, picture),
      signal,
      progress: (doneBytes) => {
        const { sealedBytes: totalBytes } = picture.blob;
        const progress: Progress = { stage: 'downloading', doneBytes, totalBytes };
        onProgress?.(progress);
        conversation.tellProgress(message, progress);
      },
    });
    const opened = await open(engine, picture, sealed, signal);
    if (!once) await keep(wanted, opened);
    return opened;
  });
}

interface Looked {
  readonly message: MessageRecord;
  readonly picture: StoredPicture;
  /** When it is here. */
  readonly stored: Picture | undefined;
  readonly once: boolean;
}

/** What the store has of it, read while nothing changes. @throws MESSAGE_UNKNOWN, PICTURE_ABSENT */
function look(
  { store }: Pick<Engine, 'store'>,
  { conversation, messageId, index }: Wanted,
): Promise<Looked> {
  return conversation.quietly(async () => {
    const { message } = await requireMessage(store, conversation, messageId);
    const { body, id } = message;
    const picture = body.kind === 'pictures' ? body.pictures[index] : undefined;
    if (picture === undefined) throw handsetError('PICTURE_ABSENT', 'The message has no picture.');
    const once = 'once' in body;
    if (!picture.here) return { message, picture, stored: undefined, once };
    const { mediaType, width, height, sizeBytes } = picture;
    const table = tables.pictures(conversation.id);
    const bytes = await readPieces(store, table, pictureName(id, index), sizeBytes);
    return { message, picture, stored: { bytes, mediaType, width, height }, once };
  });
}

/** Those of a picture's relays that may be asked: nobody makes this handset call on any machine they like. @throws PICTURE_BROKEN when none may */
function knownRelays(
  { homes }: Pick<Engine, 'homes'>,
  conversation: ConversationHandle,
  { blob }: StoredPicture,
): readonly RelayUrl[] {
  const isKnown = (relay: RelayUrl): boolean =>
    homes.relays().includes(relay) ||
    (conversation.record().summary.relays.includes(relay) && mayConnect(homes.primary(), relay));
  const known = blob.relays.filter(isKnown);
  if (known.length > 0) return known;
  throw handsetError('PICTURE_BROKEN', "The picture is said to be at a relay that is no member's.");
}

async function open(
  engine: Engine,
  { blob, sizeBytes }: StoredPicture,
  sealed: Uint8Array,
  signal: AbortSignal,
): Promise<Picture> {
  const { crypto, pictures } = engine;
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
    const id = parseHex(messageId, 32);
    const found = id && (await findMessage(draft.tx, conversation.id, id));
    if (!found) return;
    const { ordinal, message } = found;
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
