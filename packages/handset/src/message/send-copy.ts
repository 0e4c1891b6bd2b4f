import type { Picture } from '../api.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Engine } from '../engine.ts';
import { queuePictures } from '../pictures/queue-pictures.ts';
import type { CleanPicture } from '../pictures/queue-pictures.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import type { MessageExtras } from './compose-message.ts';
import { sendCustom } from './send-custom.ts';
import { sendText } from './send-text.ts';
import { shownBody } from './text.ts';

export interface CopyContext extends MessageExtras {
  readonly signal: AbortSignal;
  /** One of its pictures. */
  readonly pictureAt: (index: number) => Promise<Picture>;
}

/**
 * Sends what a message says now as a message of its own. Pictures are sealed anew under keys of their own.
 * @returns `undefined` when it says nothing that can be sent. @throws PICTURE_GONE, KIND_UNKNOWN and what sending throws
 */
export async function sendCopy(
  engine: Engine,
  message: MessageRecord,
  to: ConversationHandle,
  { signal, pictureAt, ...extras }: CopyContext,
): Promise<MessageRecord | undefined> {
  const body = shownBody(message);
  switch (body.kind) {
    case 'text':
      return sendText(engine, to, body.text, extras);
    case 'custom':
      return sendCustom(engine, to, body, extras);
    case 'pictures': {
      const pictures: CleanPicture[] = [];
      for (const [index, { caption, thumbhash }] of body.pictures.entries()) {
        const picture = await pictureAt(index);
        signal.throwIfAborted();
        pictures.push({ ...picture, caption, thumbhash });
      }
      return queuePictures(engine, to, pictures, { ...extras, signal });
    }
    case 'opened':
    case 'deleted':
    case 'event':
    case 'unknown':
      return undefined;
  }
}
