import { encodeMimiContent, makeText } from '@sotto/protocol';
import { nextClock, ownMessageId, queueContent } from '../conversation/compose.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import { handsetError } from '../error.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { messageFields, ownMessage } from './compose-message.ts';
import type { MessageExtras } from './compose-message.ts';
import { insertInstead } from './replace-message.ts';
import type { Engine } from '../engine.ts';
import { checkText } from './text.ts';

/** Queues a text. @throws TEXT_EMPTY, TEXT_TOO_LONG, and as `messageFields` does */
export async function sendText(
  engine: Engine,
  conversation: ConversationHandle,
  text: string,
  extras: MessageExtras,
): Promise<MessageRecord> {
  const body = checkText(text);
  if (body === '') throw handsetError('TEXT_EMPTY', 'The message is empty.');
  return conversation.change(async (draft) => {
    const { fields, recorded } = await messageFields(engine, draft, extras);
    const content = encodeMimiContent(makeText(fields, body));
    const clock = nextClock(engine, draft);
    const id = ownMessageId(engine, draft, content);
    const message = ownMessage(engine, draft, {
      ...recorded,
      ...{ id, hlc: clock, state: 'queued' },
      body: { kind: 'text', text: body, ...(extras.viewOnce === true ? { once: true } : {}) },
    });
    queueContent(draft, { content, clock, messageId: id });
    await insertInstead(engine, draft, message, extras.insteadOf);
    return message;
  });
}
