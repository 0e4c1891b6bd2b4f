import { isSottoError } from '@sotto/core';
import type {
  Contact,
  Conversation,
  ConversationId,
  ConversationKind,
  Handset,
  IdentityId,
} from '@sotto/handset';
import { nameOf } from './conversation-row.ts';

/** What the rows of one command call people and conversations. */
export interface Names {
  /** Oneself. */
  readonly me: IdentityId;
  /** `you` for oneself; the first characters of the identity for somebody who is not known. */
  readonly person: (identity: IdentityId) => Promise<string>;
  readonly conversation: (id: ConversationId) => Promise<ConversationName>;
  /** Takes the present name of what an event told of. */
  readonly learn: (news: Contact | Conversation) => void;
}

export interface ConversationName {
  readonly kind: ConversationKind;
  readonly name: string;
}

const unknownChars = 8;

export function createNames(handset: Handset): Names {
  const people = new Map<IdentityId, string>([[handset.identity, 'you']]);
  const conversations = new Map<ConversationId, ConversationName>();

  async function lookUp(identity: IdentityId): Promise<string> {
    try {
      return (await handset.contact(identity)).name;
    } catch (error) {
      if (!isSottoError(error, 'CONTACT_UNKNOWN')) throw error;
      return identity.slice(0, unknownChars);
    }
  }

  return {
    me: handset.identity,
    person: async (identity) => {
      const name = people.get(identity) ?? (await lookUp(identity));
      people.set(identity, name);
      return name;
    },
    conversation: async (id) => {
      const known = conversations.get(id);
      if (known !== undefined) return known;
      const conversation = await handset.conversation(id);
      const found = { kind: conversation.kind, name: nameOf(conversation) };
      conversations.set(id, found);
      return found;
    },
    learn: (news) => {
      if ('identity' in news) people.set(news.identity, news.name);
      else conversations.set(news.id, { kind: news.kind, name: nameOf(news) });
    },
  };
}
