import { bytesEqual, encodeMimiContent, makeReaction, makeUnlike } from '@sotto/protocol';
import type { MessageId as MimiMessageId } from '@sotto/protocol';
import type { MessageId } from '../api.ts';
import { nextClock, ownMessageId, queueContent } from '../conversation/compose.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import { handsetError } from '../error.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { changeMessage } from './change-message.ts';
import { expires, requireOpen } from './compose-message.ts';
import { requireMessage } from './find-message.ts';
import type { Engine } from '../engine.ts';
import { isReaction } from './reaction.ts';

/** Sets one's reaction to a message; empty takes it back. @throws MESSAGE_UNKNOWN, REACTION_INVALID, CONVERSATION_OVER */
export async function reactToMessage(
  engine: Engine,
  conversation: ConversationHandle,
  messageId: MessageId,
  reaction: string,
): Promise<MessageRecord> {
  if (reaction !== '' && !isReaction(reaction)) return invalid();
  return conversation.change(async (draft) => {
    requireOpen(draft.record);
    const found = await requireMessage(draft.tx, conversation, messageId);
    const { body, reactions, id: target } = found.message;
    if (body.kind === 'deleted' || body.kind === 'event') return invalid();
    const by = engine.self.identity;
    const before = reactions.find(({ identity }) => bytesEqual(identity, by));
    if ((before?.reaction ?? '') === reaction) return found.message;
    const inReplyTo = target as MimiMessageId;
    const fields = { salt: engine.crypto.random(16), inReplyTo, ...expires(draft) };
    const content = encodeMimiContent(
      reaction === '' && before !== undefined
        ? makeUnlike({ ...fields, replaces: before.id as MimiMessageId })
        : makeReaction(fields, reaction),
    );
    const hlc = nextClock(engine, draft);
    const id = ownMessageId(engine, draft, content);
    queueContent(draft, { content, clock: hlc, messageId: id });
    return changeMessage(engine, draft, found, { id, hlc, by, kind: 'react', reaction });
  });
}

function invalid(): never {
  throw handsetError('REACTION_INVALID', 'A reaction is one emoji, to a message that is there.');
}
