import type {
  Contact,
  Conversation,
  ConversationId,
  Handset,
  HandsetEvent,
  IdentityId,
  Member,
  Message,
  MessageId,
  WipeTest,
} from '@sotto/handset';

export const identities = {
  me: 'ee'.repeat(32) as IdentityId,
  ada: `a1${'00'.repeat(31)}` as IdentityId,
  grace: `b2${'11'.repeat(31)}` as IdentityId,
};

export function aContact(identity: IdentityId, name: string, more: Partial<Contact> = {}): Contact {
  return { identity, name, nameIsMine: false, verified: 'none', blocked: false, ...more };
}

export function aConversation(id: string, more: Partial<Conversation> = {}): Conversation {
  return {
    id: id as ConversationId,
    kind: 'group',
    name: id,
    state: 'active',
    unread: 0,
    mentions: 0,
    muted: false,
    draft: '',
    pinned: [],
    disappearAfterSeconds: 0,
    changesWaiting: 0,
    createdAtMs: 0,
    ...more,
  };
}

export function aMember(identity: IdentityId, name: string, more: Partial<Member> = {}): Member {
  return {
    identity,
    name,
    nameIsMine: false,
    isMe: false,
    role: 'member',
    verified: 'none',
    devices: 1,
    ...more,
  };
}

export function aMessage(id: string, more: Partial<Message> = {}): Message {
  return {
    id: id.padEnd(64, '0') as MessageId,
    conversation: 'book' as ConversationId,
    mine: false,
    sender: identities.ada,
    senderName: 'Ada',
    sentAtMs: Date.UTC(2026, 10, 22, 14, 3, 12),
    state: 'received',
    body: { kind: 'text', text: 'hello' },
    reactions: [],
    forwarded: false,
    mentionsMe: false,
    pinned: false,
    ...more,
  };
}

export interface FakeWorld {
  readonly conversations?: readonly Conversation[];
  readonly contacts?: readonly Contact[];
  readonly members?: readonly Member[];
  /** Oldest first; all of every conversation. */
  readonly messages?: readonly Message[];
  /** Told to whoever asks for events, then none any more. */
  readonly events?: readonly HandsetEvent[];
  readonly answers?: Partial<Handset>;
  /** What the self-test of the wipe gives. */
  readonly wipeTest?: WipeTest;
}

/** A call that would have changed something. */
export type Call = readonly [name: string, ...args: unknown[]];

/** A handset that answers from a list, and notes what it was asked to do. */
export function fakeHandset(world: FakeWorld): { handset: Handset; calls: Call[] } {
  const calls: Call[] = [];
  const { conversations = [], contacts = [], members = [], messages = [], events = [] } = world;
  const [first = aConversation('book')] = conversations;
  const note =
    <T>(name: string, answer: T) =>
    async (...args: readonly unknown[]): Promise<T> => {
      // Signals are no part of what is asked for.
      calls.push([name, ...args.filter((each) => !isSignal(each))]);
      return answer;
    };
  const [message = aMessage('01')] = messages;
  const handset = {
    identity: identities.me,
    suggestedName: 'Joan',
    network: { view: async () => ({ state: 'none' }) },
    conversations: async () => conversations,
    conversation: async (id: ConversationId) =>
      conversations.find((each) => each.id === id) ?? first,
    contacts: async () => contacts,
    contact: async (identity: IdentityId) =>
      contacts.find((each) => each.identity === identity) ?? aContact(identity, 'Somebody'),
    members: async () => members,
    message: async (_: ConversationId, id: MessageId) => messages.find((each) => each.id === id),
    history: async () => ({ messages }),
    events: async function* () {
      yield* events;
    },
    settled: async () => undefined,
    settings: async () => ({
      sendReadReceipts: true,
      sendDeliveryReceipts: true,
      sendTyping: true,
    }),
    notes: async () => aConversation('notes-id', { kind: 'notes', name: '' }),
    search: async () => ({ messages }),
    status: async () => ({ storage: { tampered: [] } }),
    versions: async () => [
      { text: 'helo', atMs: 0 },
      { text: 'hello', atMs: 1_000 },
    ],
    ...Object.fromEntries(
      (['changeGroup', 'createGroup', 'leave', 'arrange'] as const).map((name) => [
        name,
        note(name, first),
      ]),
    ),
    ...Object.fromEntries(
      (['send', 'edit', 'react', 'forward', 'retry'] as const).map((name) => [
        name,
        note(name, { ...message, mine: true, state: 'relayed' }),
      ]),
    ),
    ...Object.fromEntries(
      (['remove', 'forget', 'markRead'] as const).map((name) => [name, note(name, undefined)]),
    ),
    ...Object.fromEntries(
      (['rename', 'setVerified', 'setBlocked'] as const).map((name) => [
        name,
        note(name, aContact(identities.ada, 'Ada')),
      ]),
    ),
    safetyNumber: async () => ({ groups: ['00000'], qr: 'qr' }),
    changeSettings: note('changeSettings', {
      sendReadReceipts: false,
      sendDeliveryReceipts: true,
      sendTyping: true,
    }),
    ...world.answers,
  } as unknown as Handset;
  return { handset, calls };
}

function isSignal(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'signal' in value &&
    Object.keys(value).length === 1
  );
}
