import type { Conversation, ConversationKind, MessageId, Role } from '@sotto/handset';
import { isoTime } from './iso-time.ts';
import type { Names } from './names.ts';

/** A conversation, as `conversations`, `group` and `watch` print it. */
export interface ConversationRow {
  readonly type: 'conversation';
  readonly conversation: string;
  readonly kind: ConversationKind;
  /** Of a group its name, of two the contact's, of notes to oneself `notes`. */
  readonly name: string;
  readonly state: Conversation['state'];
  readonly unread: number;
  /** Of the unread, those that mention this person. */
  readonly mentions: number;
  readonly muted: boolean;
  readonly draft: string;
  readonly pinned: readonly MessageId[];
  /** 0 never. */
  readonly disappearAfterSeconds: number;
  readonly changesWaiting: number;
  readonly createdAt: string;
  /** Of a conversation of two. */
  readonly identity?: string;
  readonly nameIsMine?: boolean;
  readonly verified?: 'compared' | 'invite' | 'none';
  readonly blocked?: boolean;
  readonly group?: GroupFields;
  /** It was removed from this handset just now. */
  readonly forgotten?: true;
}

export interface GroupFields {
  readonly memberCount: number;
  readonly myRole: Role;
  /** People who were asked for and cannot be added yet, by name. */
  readonly waitingFor: readonly string[];
  readonly membersMayAdd: boolean;
  /** 0 always. */
  readonly editWithinSeconds: number;
}

export async function conversationRow(
  names: Names,
  conversation: Conversation,
): Promise<ConversationRow> {
  const { id, kind, state, unread, mentions, muted, draft, pinned } = conversation;
  const { disappearAfterSeconds, changesWaiting, createdAtMs, contact } = conversation;
  const group = await groupFields(names, conversation);
  return {
    type: 'conversation',
    conversation: id,
    kind,
    name: nameOf(conversation),
    state,
    unread,
    mentions,
    muted,
    draft,
    pinned,
    disappearAfterSeconds,
    changesWaiting,
    createdAt: isoTime(createdAtMs),
    ...(contact === undefined
      ? {}
      : {
          identity: contact.identity,
          nameIsMine: contact.nameIsMine,
          verified: contact.verified,
          blocked: contact.blocked,
        }),
    ...(group === undefined ? {} : { group }),
  };
}

/** What a conversation is called where it is listed. */
export function nameOf({ kind, name }: Pick<Conversation, 'kind' | 'name'>): string {
  return kind === 'notes' ? 'notes' : name;
}

async function groupFields(
  names: Names,
  { group }: Conversation,
): Promise<GroupFields | undefined> {
  if (group === undefined) return undefined;
  const { memberCount, myRole, membersMayAdd, editWithinSeconds } = group;
  const waitingFor: string[] = [];
  for (const identity of group.waitingFor) waitingFor.push(await names.person(identity));
  return { memberCount, myRole, waitingFor, membersMayAdd, editWithinSeconds };
}
