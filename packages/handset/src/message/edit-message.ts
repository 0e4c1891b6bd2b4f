import { encodeMimiContent, makeContent, makeEdit } from '@sotto/protocol';
import type { MessageId as MimiMessageId } from '@sotto/protocol';
import type { MessageId } from '../api.ts';
import { nextClock, ownMessageId, queueContent } from '../conversation/compose.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import { handsetError } from '../error.ts';
import { picturesPart } from '../pictures/picture-part.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { tables } from '../storage/tables.ts';
import { changeMessage } from './change-message.ts';
import { isEditable, isInTime } from './changes.ts';
import { expires, requireOpen } from './compose-message.ts';
import { requireMessage } from './find-message.ts';
import type { Engine } from '../engine.ts';
import { checkText, shownBody } from './text.ts';

/**
 * Gives a message of one's own another text; of several pictures, the first another caption, which may be empty.
 * @throws MESSAGE_UNKNOWN, MESSAGE_NOT_MINE, MESSAGE_NOT_EDITABLE, MESSAGE_TOO_OLD, TEXT_EMPTY, TEXT_TOO_LONG, CONVERSATION_OVER
 */
export async function editMessage(
  engine: Engine,
  conversation: ConversationHandle,
  messageId: MessageId,
  text: string,
): Promise<MessageRecord> {
  const checked = checkText(text);
  return conversation.change(async (draft) => {
    requireOpen(draft.record);
    const found = await requireMessage(draft.tx, conversation, messageId);
    const { message } = found;
    if (!message.mine)
      throw handsetError('MESSAGE_NOT_MINE', 'Only its sender can edit a message.');
    if (!isEditable(message.body))
      throw handsetError('MESSAGE_NOT_EDITABLE', 'The message has no text that could be edited.');
    if (checked === '' && message.body.kind === 'text')
      throw handsetError('TEXT_EMPTY', 'The message is empty.');
    const hlc = nextClock(engine, draft);
    const { editWithinSeconds } = draft.room;
    const replaces = message.id as MimiMessageId;
    const fields = { salt: engine.crypto.random(16), replaces, ...expires(draft) };
    const content = encodeMimiContent(editContent(message, fields, checked));
    const id = ownMessageId(engine, draft, content);
    if (!isInTime(message, { id, hlc }, editWithinSeconds))
      throw handsetError('MESSAGE_TOO_OLD', 'The message is too old to be edited.');
    queueContent(draft, { content, clock: hlc, messageId: id });
    draft.tx.put({ table: tables.contents(conversation.id), id }, message.id);
    return changeMessage(engine, draft, found, {
      ...{ id, hlc, by: engine.self.identity, kind: 'edit', text: checked },
      ...{ editWithinSeconds, sequence: undefined },
    });
  });
}

// Whoever knows no captions is given the pictures again: to MIMI, an edit takes the place of the whole message.
function editContent(
  message: MessageRecord,
  fields: Parameters<typeof makeEdit>[0],
  text: string,
): ReturnType<typeof makeEdit> {
  const body = shownBody(message);
  if (body.kind !== 'pictures') return makeEdit(fields, text);
  const pictures = body.pictures.map((picture, index) =>
    index === 0 ? { ...picture, caption: text } : picture,
  );
  return makeContent(fields, picturesPart(pictures));
}
