import { SottoError } from '@sotto/core';
import type {
  ConversationId,
  Draft,
  GroupChange,
  Handset,
  IdentityId,
  Message,
  MessageId,
  Reaction,
} from '@sotto/handset';
import { cleanedSimulatedPicture } from '@sotto/simulator';

/** What a model handset does wrong. */
export interface Vice {
  /** Shows every so many-th message twice, or not at all. */
  readonly repeatEvery?: number;
  readonly forgetEvery?: number;
  /** Shows to those who were removed what is said after that. */
  readonly tellsTheRemoved?: boolean;
  /** One member takes no renaming. */
  readonly ignoresNames?: string;
  /** One member puts new messages before the last one. */
  readonly misorders?: string;
  /** Renaming fails with a code that no contract names. */
  readonly fails?: boolean;
}

interface Held extends Omit<Message, 'reactions'> {
  readonly reactions: readonly Reaction[];
}

/** One conversation, as all have it: in a model, what happens is everywhere at once. */
interface Shared {
  readonly id: ConversationId;
  readonly kind: 'direct' | 'group';
  name: string;
  epoch: number;
  membersMayAdd: boolean;
  readonly roles: Map<IdentityId, 'admin' | 'member'>;
  readonly pinned: Set<MessageId>;
  /** What each person has, past members included. */
  readonly views: Map<IdentityId, Held[]>;
  readonly names: Map<IdentityId, string>;
}

/** People and conversations without a network: enough of a handset for stories to be told, and to be told wrongly. */
export interface ModelWorld {
  readonly handset: (name: string) => Handset;
  readonly introduce: (a: IdentityId, b: IdentityId) => ConversationId;
  readonly inspect: (
    handset: Handset,
    id: ConversationId,
  ) => Promise<{ epoch: string; authenticator: string; roster: readonly string[] }>;
}

export function createModelWorld(vice: Vice = {}): ModelWorld {
  const shared = new Map<ConversationId, Shared>();
  const contacts = new Map<IdentityId, Set<IdentityId>>();
  let ids = 0;
  let sent = 0;

  const meet = (people: Iterable<IdentityId>): void => {
    const all = [...people];
    for (const one of all)
      contacts.set(
        one,
        (contacts.get(one) ?? new Set()).union(new Set(all)).difference(new Set([one])),
      );
  };
  const found = (kind: Shared['kind'], name: string, people: readonly IdentityId[]): Shared => {
    const made: Shared = {
      id: `conversation ${(ids += 1)}` as ConversationId,
      kind,
      name,
      epoch: 1,
      membersMayAdd: false,
      roles: new Map(
        people.map((who, at) => [who, at === 0 || kind === 'direct' ? 'admin' : 'member']),
      ),
      pinned: new Set(),
      views: new Map(people.map((who) => [who, []])),
      names: new Map(people.map((who) => [who, name])),
    };
    shared.set(made.id, made);
    meet(people);
    return made;
  };
  const get = (id: ConversationId): Shared => {
    const found = shared.get(id);
    if (found === undefined) throw refused('CONVERSATION_UNKNOWN');
    return found;
  };
  /** Replaces a message wherever it is. */
  const everywhere = (one: Shared, id: MessageId, change: (message: Held) => Held): void => {
    for (const [who, view] of one.views)
      if (one.roles.has(who))
        one.views.set(
          who,
          view.map((each) => (each.id === id ? change(each) : each)),
        );
  };

  const handset = (name: string): Handset => {
    const identity = `identity of ${name}` as IdentityId;
    const mine = (): readonly Shared[] =>
      [...shared.values()].filter(({ views }) => views.has(identity));
    const stateOf = ({ roles }: Shared): 'active' | 'removed' =>
      roles.has(identity) ? 'active' : 'removed';
    const active = (id: ConversationId): Shared => {
      const one = get(id);
      if (!one.roles.has(identity)) throw refused('CONVERSATION_OVER');
      return one;
    };
    const own = (one: Shared, id: MessageId): Held => {
      const found = one.views.get(identity)?.find((each) => each.id === id);
      if (found === undefined) throw refused('MESSAGE_UNKNOWN');
      return found;
    };
    const viewOf = (one: Shared) => ({
      id: one.id,
      kind: one.kind,
      name: one.names.get(identity) ?? one.name,
      state: stateOf(one),
      pinned: [...one.pinned],
      disappearAfterSeconds: 0,
      ...(one.kind === 'group'
        ? { group: { membersMayAdd: one.membersMayAdd, editWithinSeconds: 0 } }
        : {}),
    });

    const send = async (id: ConversationId, draft: Draft): Promise<Held> => {
      const one = active(id);
      const number = (sent += 1);
      const caption = 'caption' in draft ? (draft.caption ?? '') : '';
      const body =
        'text' in draft
          ? { kind: 'text', text: draft.text }
          : { kind: 'picture', caption, picture: 'picture' in draft ? draft.picture : undefined };
      const message = {
        id: `message ${number}` as MessageId,
        body,
        sender: identity,
        reactions: [],
        ...(draft.replyTo === undefined ? {} : { replyTo: { id: draft.replyTo } }),
      } as unknown as Held;
      for (const [who, view] of one.views) {
        const isMine = who === identity;
        if (!one.roles.has(who) && vice.tellsTheRemoved !== true) continue;
        if (!isMine && number % (vice.forgetEvery ?? Infinity) === 0) continue;
        const copy = { ...message, mine: isMine, state: isMine ? 'read' : 'received' } as Held;
        if (`identity of ${vice.misorders}` === who)
          view.splice(Math.max(0, view.length - 1), 0, copy);
        else view.push(copy);
        if (!isMine && number % (vice.repeatEvery ?? Infinity) === 0)
          view.push({ ...copy, id: `message ${number} again` as MessageId });
      }
      return { ...message, mine: true };
    };

    const changeGroup = async (id: ConversationId, change: GroupChange): Promise<unknown> => {
      const one = active(id);
      const isAdmin = one.roles.get(identity) === 'admin';
      const isAllowed = change.pin !== undefined || (change.add !== undefined && one.membersMayAdd);
      if (!isAdmin && !isAllowed) throw refused('GROUP_NOT_ALLOWED');
      if (vice.fails === true && change.name !== undefined) throw refused('WHAT_IS_THIS');
      one.epoch += 1;
      for (const who of change.add ?? []) {
        if (one.roles.has(who)) continue;
        one.roles.set(who, 'member');
        one.views.set(who, one.views.get(who) ?? []);
        one.names.set(who, one.name);
      }
      for (const who of change.remove ?? []) one.roles.delete(who);
      for (const { identity: who, role } of change.roles ?? [])
        if (one.roles.has(who)) one.roles.set(who, role);
      if (change.name !== undefined) {
        one.name = change.name;
        for (const who of one.roles.keys())
          if (`identity of ${vice.ignoresNames}` !== who) one.names.set(who, change.name);
      }
      one.membersMayAdd = change.membersMayAdd ?? one.membersMayAdd;
      if (change.pin !== undefined) {
        if (change.pin.pinned) one.pinned.add(change.pin.message);
        else one.pinned.delete(change.pin.message);
      }
      meet(one.roles.keys());
      return viewOf(one);
    };

    const model = {
      identity,
      nudge: () => undefined,
      conversations: async () => mine().map(viewOf),
      conversation: async (id: ConversationId) => viewOf(get(id)),
      contacts: async () => [...(contacts.get(identity) ?? [])].map((who) => ({ identity: who })),
      members: async (id: ConversationId) =>
        [...active(id).roles].map(([who, role]) => ({ identity: who, role })),
      createGroup: async (options: { name: string; members: readonly IdentityId[] }) =>
        viewOf(found('group', options.name, [identity, ...options.members])),
      changeGroup,
      leave: async (id: ConversationId) => void active(id).roles.delete(identity),
      send,
      edit: async (id: ConversationId, message: MessageId, text: string) => {
        const one = active(id);
        if (!own(one, message).mine) throw refused('MESSAGE_NOT_MINE');
        everywhere(one, message, (each) =>
          each.body.kind === 'deleted'
            ? each
            : { ...each, body: { kind: 'text', text }, editedAtMs: 1 },
        );
      },
      react: async (id: ConversationId, message: MessageId, reaction: string) => {
        const one = active(id);
        own(one, message);
        everywhere(one, message, (each) => ({
          ...each,
          reactions: reaction === '' ? [] : [{ reaction, by: [identity], mine: false }],
        }));
      },
      remove: async (id: ConversationId, message: MessageId) => {
        const one = active(id);
        if (!own(one, message).mine) throw refused('MESSAGE_NOT_MINE');
        everywhere(one, message, (each) => ({ ...each, body: { kind: 'deleted' }, reactions: [] }));
      },
      markRead: async () => undefined,
      history: async (id: ConversationId, { limit = 50 }: { limit?: number } = {}) => {
        const all = get(id).views.get(identity) ?? [];
        return { messages: limit >= 200 ? all : all.slice(-limit) };
      },
      picture: async (id: ConversationId, message: MessageId) => {
        const { body } = own(get(id), message);
        const raw = (body as unknown as { readonly picture: Uint8Array }).picture;
        return { bytes: cleanedSimulatedPicture(raw.subarray('SIMULATED RAW '.length)) };
      },
      status: async () => ({
        healing: { missing: 0, lost: 0, repaired: 0, forksHealed: 0, rejoined: 0 },
      }),
    };
    return model as unknown as Handset;
  };

  return {
    handset,
    introduce: (a, b) => found('direct', '', [a, b]).id,
    inspect: async (_handset, id) => {
      const { epoch, roles } = get(id);
      return { epoch: String(epoch), authenticator: String(epoch), roster: [...roles.keys()] };
    },
  };
}

function refused(code: string): SottoError {
  return new SottoError(code, 'The model does not do this.');
}
