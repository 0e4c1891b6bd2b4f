import type { CallOptions, Draft, Progress } from '../api.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import { handsetError } from '../error.ts';
import { sendPictures } from '../pictures/send-pictures.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import type { Engine } from '../engine.ts';
import { sendCustom } from './send-custom.ts';
import { sendText } from './send-text.ts';

export interface SendContext extends CallOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Queues a message. @throws TEXT_EMPTY, TEXT_TOO_LONG, PICTURE_REFUSED, PICTURES_TOO_MANY, KIND_UNKNOWN, KIND_INVALID,
 * VIEW_ONCE_INVALID, CONVERSATION_OVER, MESSAGE_UNKNOWN (what it answers), CONTACT_UNKNOWN (a mention)
 */
export function sendMessage(
  engine: Engine,
  conversation: ConversationHandle,
  draft: Draft,
  context: SendContext,
): Promise<MessageRecord> {
  const { replyTo, viewOnce } = draft;
  if ('text' in draft) {
    const { text, mentions } = draft;
    return sendText(engine, conversation, text, { replyTo, mentions, viewOnce });
  }
  if ('mediaType' in draft && viewOnce === true)
    throw handsetError('VIEW_ONCE_INVALID', 'Only texts and pictures can be shown once.');
  if ('mediaType' in draft) return sendCustom(engine, conversation, draft, { replyTo });
  const pictures = 'pictures' in draft ? draft.pictures : [draft];
  return sendPictures(engine, conversation, pictures, { ...context, replyTo, viewOnce });
}
