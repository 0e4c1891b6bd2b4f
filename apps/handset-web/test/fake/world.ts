import type {
  Contact,
  Conversation,
  ConversationEvent,
  ConversationId,
  IdentityId,
  Member,
  Message,
  MessageBody,
  MessageId,
  PictureFacts,
} from '@sotto/handset';

/** What the fake handset holds, all of it in the open. */
export interface World {
  readonly me: IdentityId;
  readonly contacts: Map<IdentityId, Contact>;
  readonly conversations: Map<ConversationId, Held>;
}

export interface Held {
  conversation: Conversation;
  messages: Message[];
  members: Member[];
}

let count = 0;

/** 64 hexadecimal digits that nobody else has. */
export function freshHex(): string {
  count += 1;
  return count.toString(16).padStart(8, '0').repeat(8);
}

export function identity(name: string): IdentityId {
  const hex = Array.from(name, (one) => one.codePointAt(0)?.toString(16) ?? '').join('');
  return hex.padEnd(64, '7').slice(0, 64) as IdentityId;
}

export function contactNamed(name: string, part: Partial<Contact> = {}): Contact {
  return {
    identity: identity(name),
    name,
    nameIsMine: false,
    verified: 'none',
    blocked: false,
    ...part,
  };
}

export function conversationOf(part: Partial<Conversation> = {}): Conversation {
  return {
    id: `c${freshHex().slice(0, 8)}` as ConversationId,
    kind: 'direct',
    name: '',
    state: 'active',
    unread: 0,
    mentions: 0,
    muted: false,
    draft: '',
    pinned: [],
    disappearAfterSeconds: 0,
    changesWaiting: 0,
    createdAtMs: Date.now() - 86_400_000,
    ...part,
  };
}

export function memberOf(contact: Contact, part: Partial<Member> = {}): Member {
  const { identity: of, name, nameIsMine, verified } = contact;
  return {
    identity: of,
    name,
    nameIsMine,
    verified,
    isMe: false,
    role: 'member',
    devices: 1,
    ...part,
  };
}

export interface Said {
  readonly conversation: ConversationId;
  readonly sender: IdentityId;
  readonly senderName: string;
  readonly mine: boolean;
}

export function messageOf(
  said: Said,
  body: MessageBody | string,
  part: Partial<Message> = {},
): Message {
  return {
    ...said,
    id: freshHex() as MessageId,
    sentAtMs: Date.now(),
    state: said.mine ? 'delivered' : 'received',
    body: typeof body === 'string' ? { kind: 'text', text: body } : body,
    reactions: [],
    forwarded: false,
    mentionsMe: false,
    pinned: false,
    ...part,
  };
}

export function happened(
  conversation: ConversationId,
  by: IdentityId,
  mine: boolean,
  event: ConversationEvent,
  part: Partial<Message> = {},
): Message {
  const said = { conversation, sender: by, senderName: '', mine };
  return messageOf(said, { kind: 'event', event }, { state: 'received', ...part });
}

export function factsOf(width: number, height: number, caption = ''): PictureFacts {
  return { caption, width, height, sizeBytes: 200_000, thumbhash: new Uint8Array(), here: true };
}
