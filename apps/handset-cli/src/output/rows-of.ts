import type { Conversation, Invite, Message } from '@sotto/handset';
import type { ContactRow, InviteRow, MessageRow } from './row.ts';

/** A time as a row has it. One that no calendar has, from a peer's clock, becomes the nearest that has a date. */
export function isoTime(ms: number): string {
  const latest = 8.64e15;
  return new Date(Math.min(Math.max(Number.isFinite(ms) ? ms : 0, 0), latest)).toISOString();
}

export function contactRow(conversation: Conversation): ContactRow {
  const { id, contact, unread, createdAtMs } = conversation;
  const { name, nameIsMine, identity, verified } = contact;
  const createdAt = isoTime(createdAtMs);
  return {
    type: 'contact',
    conversation: id,
    name,
    nameIsMine,
    identity,
    verified,
    unread,
    createdAt,
  };
}

export function inviteRow({ id, link, label, expiresAtMs }: Invite): InviteRow {
  return { type: 'invite', id, state: 'waiting', link, label, expiresAt: isoTime(expiresAtMs) };
}

export function messageRow(message: Message, contact: string, isNew = true): MessageRow {
  const { id, conversation, mine, state, failure, sentAtMs, body } = message;
  return {
    type: 'message',
    id,
    conversation,
    contact,
    mine,
    state,
    ...(failure === undefined ? {} : { failure }),
    sentAt: isoTime(sentAtMs),
    ...bodyFields(body),
    isNew,
  };
}

type BodyFields = Pick<MessageRow, 'kind' | 'text' | 'width' | 'height' | 'sizeBytes'>;

function bodyFields(body: Message['body']): BodyFields {
  switch (body.kind) {
    case 'text':
      return { kind: 'text', text: body.text };
    case 'picture': {
      const { width, height, sizeBytes } = body;
      return { kind: 'picture', text: body.caption, width, height, sizeBytes };
    }
    case 'unknown':
      return { kind: 'unknown', text: body.fallback };
  }
}
