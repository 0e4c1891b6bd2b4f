import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Engine } from '../engine.ts';
import type { MessageId } from '../api.ts';
import { handsetError } from '../error.ts';
import { toHex } from '../hex.ts';
import { findMessage } from '../storage/message-index.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import type { ForwardContext } from './forward-message.ts';
import { sendCopy } from './send-copy.ts';

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
  const id = toHex(message.id) as MessageId;
  const sent = await sendCopy(engine, message, conversation, {
    ...{ signal, forwarded, insteadOf: message },
    pictureAt: (index) => pictureOf(conversation, id, index),
    ...(answers ? { replyTo: toHex(answers.message.id) as MessageId } : {}),
  });
  if (sent === undefined)
    throw handsetError('MESSAGE_NOT_FAILED', 'There is nothing to send again.');
  return sent;
}
