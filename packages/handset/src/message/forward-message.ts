import type { MessageId, Picture } from '../api.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import { handsetError } from '../error.ts';
import { queuePictures } from '../pictures/queue-pictures.ts';
import type { CleanPicture } from '../pictures/queue-pictures.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { requireMessage } from './find-message.ts';
import type { Engine } from '../engine.ts';
import { sendCustom } from './send-custom.ts';
import { sendText } from './send-text.ts';
import { shownBody } from './text.ts';

export interface ForwardContext {
  readonly signal: AbortSignal;
  /** The picture of a message, fetched when it is not here. */
  readonly pictureOf: (
    conversation: ConversationHandle,
    message: MessageId,
    index: number,
  ) => Promise<Picture>;
}

/**
 * Sends on what a message says now, as one's own and marked as forwarded: without what it answered, whom it mentioned, and who it was
 * from. Pictures are sealed anew under keys of their own.
 * @throws MESSAGE_UNKNOWN, MESSAGE_NOT_FORWARDABLE, PICTURE_GONE, PICTURE_BROKEN, LINK_UNREACHABLE, CONVERSATION_OVER
 */
export async function forwardMessage(
  engine: Engine,
  from: ConversationHandle,
  messageId: MessageId,
  to: ConversationHandle,
  { signal, pictureOf }: ForwardContext,
): Promise<MessageRecord> {
  const { message } = await requireMessage(engine.store, from, messageId);
  const body = shownBody(message);
  const extras = { forwarded: true };
  if ('once' in body) return unforwardable();
  switch (body.kind) {
    case 'text':
      return sendText(engine, to, body.text, extras);
    case 'custom':
      return sendCustom(engine, to, body, extras);
    case 'pictures': {
      const pictures: CleanPicture[] = [];
      for (const [index, { caption, thumbhash }] of body.pictures.entries()) {
        const picture = await pictureOf(from, messageId, index);
        signal.throwIfAborted();
        pictures.push({ ...picture, caption, thumbhash });
      }
      return queuePictures(engine, to, pictures, { ...extras, signal });
    }
    case 'opened':
    case 'deleted':
    case 'event':
    case 'unknown':
      return unforwardable();
  }
}

function unforwardable(): never {
  throw handsetError('MESSAGE_NOT_FORWARDABLE', 'There is nothing to send on.');
}
