import { encodeMimiContent, makeText } from '@sotto/protocol';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { handsetLimits } from '../limits.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { utf8 } from '../bytes.ts';
import { nextClock, ownMessageId, queueContent } from './compose.ts';
import type { ConversationHandle } from './conversation.ts';

/** Queues a text. @throws TEXT_EMPTY, TEXT_TOO_LONG */
export async function sendText(
  engine: Engine,
  conversation: ConversationHandle,
  text: string,
): Promise<MessageRecord> {
  const body = checkText(text);
  if (body === '') throw handsetError('TEXT_EMPTY', 'The message is empty.');
  return conversation.change(async (draft) => {
    const content = encodeMimiContent(makeText({ salt: engine.crypto.random(16) }, body));
    const clock = nextClock(engine, draft);
    const message: MessageRecord = {
      id: ownMessageId(engine, draft, content),
      hlc: clock,
      mine: true,
      state: 'queued',
      failure: undefined,
      seen: true,
      body: { kind: 'text', text: body },
    };
    await queueContent(engine, draft, { content, clock, messageId: message.id });
    await draft.insert(message);
    return message;
  });
}

/** The text as it travels; may be empty. Lone surrogates become U+FFFD, as they would in UTF-8. @throws TEXT_TOO_LONG */
export function checkText(text: string): string {
  const whole = text.toWellFormed();
  if (whole.trim() === '') return '';
  if (
    whole.length > handsetLimits.maxTextBytes ||
    utf8(whole).length > handsetLimits.maxTextBytes
  ) {
    throw handsetError('TEXT_TOO_LONG', 'The text is too long for one message.');
  }
  return whole;
}
