import { dispositions, encodeMimiContent, makeWithFallback } from '@sotto/protocol';
import { nextClock, ownMessageId, queueContent } from '../conversation/compose.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import { handsetError } from '../error.ts';
import { handsetLimits } from '../limits.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { changeMessage } from './change-message.ts';
import { messageFields, ownMessage } from './compose-message.ts';
import type { MessageExtras } from './compose-message.ts';
import { requireMessage } from './find-message.ts';
import { insertInstead } from './replace-message.ts';
import type { Engine } from '../engine.ts';

export interface CustomDraft {
  readonly mediaType: string;
  readonly data: Uint8Array;
}

/**
 * Queues a content of a plugin's kind, with its text for those who do not have the plugin. An answer changes the message that it answers,
 * and that is the one that is given. @throws KIND_UNKNOWN, KIND_INVALID, and as `messageFields` does
 */
export async function sendCustom(
  engine: Engine,
  conversation: ConversationHandle,
  { mediaType, data }: CustomDraft,
  extras: MessageExtras,
): Promise<MessageRecord> {
  const kind = engine.kinds.of(mediaType);
  if (kind === undefined)
    throw handsetError('KIND_UNKNOWN', 'No plugin of this handset has this kind of message.');
  const verdict = kind.validate(data);
  const fallback = verdict.ok ? kind.fallback(data) : undefined;
  if (!verdict.ok || fallback === undefined) return invalid();
  const isAnswer = verdict.role === 'answer';
  if (isAnswer && (extras.replyTo === undefined || data.length > handsetLimits.maxAnswerBytes))
    return invalid();
  const part = {
    cardinality: 'single',
    disposition: dispositions.render,
    language: '',
    contentType: mediaType,
    content: data.slice(),
  } as const;
  return conversation.change(async (draft) => {
    const { fields, recorded } = await messageFields(engine, draft, extras);
    const content = encodeMimiContent(makeWithFallback(fields, part, fallback));
    const clock = nextClock(engine, draft);
    const id = ownMessageId(engine, draft, content);
    if (isAnswer && extras.replyTo !== undefined) {
      const found = await requireMessage(draft.tx, conversation, extras.replyTo);
      const { body } = found.message;
      if (body.kind !== 'custom' || body.mediaType !== mediaType) return invalid();
      queueContent(draft, { content, clock, messageId: id });
      return changeMessage(engine, draft, found, {
        ...{ id, hlc: clock, by: engine.self.identity },
        ...{ kind: 'answer', mediaType, data: part.content },
      });
    }
    const message = ownMessage(engine, draft, {
      ...recorded,
      ...{ id, hlc: clock, state: 'queued' },
      body: { kind: 'custom', mediaType, data: part.content, fallback },
    });
    queueContent(draft, { content, clock, messageId: id });
    await insertInstead(engine, draft, message, extras.insteadOf);
    return message;
  });
}

function invalid(): never {
  throw handsetError('KIND_INVALID', 'The plugin of this kind does not take these bytes.');
}
