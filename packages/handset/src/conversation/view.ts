import type { Contact, Conversation, IdentityId, Message, MessageBody, MessageId } from '../api.ts';
import type { Engine } from '../engine.ts';
import { toHex } from '../hex.ts';
import type { ConversationRecord } from '../storage/conversation-record.ts';
import type { MessageRecord, StoredBody } from '../storage/message-record.ts';

/** A conversation as apps see it. */
export function conversationView(
  engine: Pick<Engine, 'self'>,
  record: ConversationRecord,
  newest: MessageRecord | undefined,
): Conversation {
  const { id, unread, createdAtMs } = record;
  const shown = { id, contact: contactView(record), unread, createdAtMs };
  return newest === undefined ? shown : { ...shown, latest: messageView(engine, record, newest) };
}

function contactView(record: ConversationRecord): Contact {
  const identity = toHex(record.contactIdentity) as IdentityId;
  return {
    identity,
    name: record.petname || record.suggestedName || identity.slice(0, 8),
    nameIsMine: record.petname !== '',
    verified: record.compared ? 'compared' : record.invitedThem ? 'none' : 'invite',
  };
}

export function messageView(
  engine: Pick<Engine, 'self'>,
  record: ConversationRecord,
  message: MessageRecord,
): Message {
  return {
    id: toHex(message.id) as MessageId,
    conversation: record.id,
    mine: message.mine,
    sender: message.mine ? engine.self.id : (toHex(record.contactIdentity) as IdentityId),
    sentAtMs: message.hlc.physicalMs,
    state: message.state,
    ...(message.failure === undefined ? {} : { failure: message.failure }),
    body: bodyView(message.body),
  };
}

function bodyView(body: StoredBody): MessageBody {
  if (body.kind !== 'picture') return body;
  const { kind, caption, width, height, sizeBytes, thumbhash, here } = body;
  return { kind, caption, width, height, sizeBytes, thumbhash, here };
}
