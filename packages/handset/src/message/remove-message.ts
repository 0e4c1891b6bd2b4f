import { encodeMimiContent, makeDelete } from '@sotto/protocol';
import type { MessageId as MimiMessageId } from '@sotto/protocol';
import type { MessageId } from '../api.ts';
import { nextClock, ownMessageId, queueContent } from '../conversation/compose.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import { handsetError } from '../error.ts';
import { changeMessage } from './change-message.ts';
import { cancelPending, eraseMessage } from './clear-message.ts';
import { expires, requireOpen } from './compose-message.ts';
import { requireMessage } from './find-message.ts';
import type { Engine } from '../engine.ts';

/**
 * Removes a message from this handset, or for everyone. One that was not encrypted yet is not sent any more, and leaves nothing at
 * anybody's. There is no time after which a message cannot be deleted. @throws MESSAGE_UNKNOWN, MESSAGE_NOT_MINE, CONVERSATION_OVER,
 * NETWORK_FROZEN
 */
export async function removeMessage(
  engine: Engine,
  conversation: ConversationHandle,
  messageId: MessageId,
  whose: 'me' | 'everyone',
): Promise<void> {
  await conversation.change(async (draft) => {
    const found = await requireMessage(draft.tx, conversation, messageId);
    const { message } = found;
    if (whose === 'me') return eraseMessage(engine, draft, found);
    if (!message.mine)
      throw handsetError('MESSAGE_NOT_MINE', 'Only its sender can delete a message for everyone.');
    if (message.body.kind === 'deleted') return;
    const isUploading = message.body.kind === 'pictures' && message.sequence === undefined;
    const waited = await cancelPending(draft, [message.id]);
    if (waited > 0 || (isUploading && isUnsent(message.state)))
      return eraseMessage(engine, draft, found);
    engine.network.freeze.requireSending(draft.record);
    requireOpen(draft.record);
    const hlc = nextClock(engine, draft);
    const replaces = message.id as MimiMessageId;
    const fields = { salt: engine.crypto.random(16), replaces, ...expires(draft) };
    const content = encodeMimiContent(makeDelete(fields));
    const id = ownMessageId(engine, draft, content);
    queueContent(draft, { content, clock: hlc, messageId: id });
    await changeMessage(engine, draft, found, {
      ...{ id, hlc, by: engine.self.identity, kind: 'delete' },
    });
  });
}

/** Its pictures are on their way, or failed to be. */
function isUnsent(state: string): boolean {
  return state === 'uploading' || state === 'failed';
}
