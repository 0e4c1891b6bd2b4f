import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Engine } from '../engine.ts';
import type { MessageId } from '../api.ts';
import { handsetError } from '../error.ts';
import { toHex } from '../hex.ts';
import { queuePictures } from '../pictures/queue-pictures.ts';
import type { CleanPicture } from '../pictures/queue-pictures.ts';
import { findMessage } from '../storage/message-index.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import type { ForwardContext } from './forward-message.ts';
import { sendCustom } from './send-custom.ts';
import { sendText } from './send-text.ts';
import { shownBody } from './text.ts';

/**
 * Sends what a message of a backup says, which waited to be sent when the backup was made: as a message of now, which takes its place. What was
 * sealed of it went with the lost device, so it has another id. It names nobody: whom a text mentions is not in a history.
 * @throws MESSAGE_NOT_FAILED, PICTURE_GONE, KIND_UNKNOWN and what sending throws
 */
export async function sendAgain(
  engine: Engine,
  conversation: ConversationHandle,
  message: MessageRecord,
  { signal, pictureOf }: ForwardContext,
): Promise<MessageRecord> {
  const { replyTo, forwarded } = message;
  const answers = replyTo && (await findMessage(engine.store, conversation.id, replyTo));
  const extras = {
    forwarded,
    insteadOf: message,
    ...(answers ? { replyTo: toHex(answers.message.id) as MessageId } : {}),
  };
  const body = shownBody(message);
  switch (body.kind) {
    case 'text':
      return sendText(engine, conversation, body.text, extras);
    case 'custom':
      return sendCustom(engine, conversation, body, extras);
    case 'pictures': {
      const pictures: CleanPicture[] = [];
      for (const [index, { caption, thumbhash }] of body.pictures.entries()) {
        const picture = await pictureOf(conversation, toHex(message.id) as MessageId, index);
        signal.throwIfAborted();
        pictures.push({ ...picture, caption, thumbhash });
      }
      return queuePictures(engine, conversation, pictures, { ...extras, signal });
    }
    case 'opened':
    case 'deleted':
    case 'event':
    case 'unknown':
      throw handsetError('MESSAGE_NOT_FAILED', 'There is nothing to send again.');
  }
}
