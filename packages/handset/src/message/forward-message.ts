import type { MessageId, Picture } from '../api.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import { handsetError } from '../error.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { requireMessage } from './find-message.ts';
import type { Engine } from '../engine.ts';
import { sendCopy } from './send-copy.ts';
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
  if ('once' in shownBody(message)) return unforwardable();
  const pictureAt = (index: number): Promise<Picture> => pictureOf(from, messageId, index);
  const context = { signal, pictureAt, forwarded: true };
  return (await sendCopy(engine, message, to, context)) ?? unforwardable();
}

function unforwardable(): never {
  throw handsetError('MESSAGE_NOT_FORWARDABLE', 'There is nothing to send on.');
}
