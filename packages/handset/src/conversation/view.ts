import type { GroupState } from '@sotto/mls';
import type { Room } from '@sotto/protocol';
import type { Conversation, GroupFacts, IdentityId, Member, MessageId } from '../api.ts';
import { verifiedOf } from '../contacts/contacts.ts';
import type { Engine } from '../engine.ts';
import { hasKeyPackageOf } from '../group/given-key-packages.ts';
import { leavesOf } from '../group/leaves.ts';
import { isAdmin, roomOf } from '../group/room-of.ts';
import { roomIn } from '../group/summary.ts';
import { toHex } from '../hex.ts';
import { messageView } from '../message/message-view.ts';
import type { ConversationRecord } from '../storage/conversation-record.ts';
import { decodeIntent } from '../storage/intent-record.ts';
import type { Intent } from '../storage/intent-record.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { tables } from '../storage/tables.ts';

/** A conversation as apps see it. */
export async function conversationView(
  engine: Engine,
  record: ConversationRecord,
  newest: MessageRecord | undefined,
): Promise<Conversation> {
  const room = roomIn(record.summary);
  const contact = engine.contacts.get(record.contactIdentity);
  const latest = newest && (await messageView(engine, record, newest, room));
  const { kind } = record;
  const asked = record.intents === 0 ? [] : await askedFor(engine, record);
  return {
    id: record.id,
    kind,
    name: kind === 'direct' ? engine.contacts.nameOf(record.contactIdentity) : room.name,
    ...(contact === undefined ? {} : { contact: engine.contacts.view(contact) }),
    ...(kind === 'group' ? { group: await groupFacts(engine, record, room, asked) } : {}),
    state: record.state,
    unread: record.unread,
    mentions: record.mentions,
    muted: record.muted,
    draft: record.draft,
    pinned: room.pinned.map((id) => toHex(id) as MessageId),
    disappearAfterSeconds: room.disappearAfterSeconds,
    changesWaiting: asked.length,
    ...(latest === undefined ? {} : { latest }),
    createdAtMs: record.createdAtMs,
  };
}

async function groupFacts(
  engine: Engine,
  record: ConversationRecord,
  room: Room,
  asked: readonly Intent[],
): Promise<GroupFacts> {
  return {
    memberCount: record.summary.members,
    myRole: record.summary.isAdmin ? 'admin' : 'member',
    waitingFor: await waitingFor(engine, asked),
    ...(room.picture === null ? {} : { picture: room.picture }),
    membersMayAdd: room.membersMayAdd,
    editWithinSeconds: room.editWithinSeconds,
  };
}

/** What waits to be committed, but for what others are to do first: nobody asked for that, and it may wait for long. */
async function askedFor(
  engine: Pick<Engine, 'store'>,
  { id }: ConversationRecord,
): Promise<readonly Intent[]> {
  const asked: Intent[] = [];
  for await (const { value } of engine.store.range(tables.intents(id), {})) {
    const intent = decodeIntent(value);
    if (intent.type !== 'expel') asked.push(intent);
  }
  return asked;
}

async function waitingFor(
  engine: Engine,
  asked: readonly Intent[],
): Promise<readonly IdentityId[]> {
  const waiting: IdentityId[] = [];
  for (const intent of asked) {
    if (intent.type !== 'add') continue;
    if (!(await hasKeyPackageOf(engine, intent.identity)))
      waiting.push(toHex(intent.identity) as IdentityId);
  }
  return waiting;
}

/** The members of a group, oneself first, then by name. */
export function membersView(engine: Engine, group: GroupState): readonly Member[] {
  const room = roomOf(group.context);
  const leaves = leavesOf(engine.mls, group);
  const members = leaves.identities().map((identity): Member => {
    const contact = engine.contacts.get(identity);
    const id = toHex(identity) as IdentityId;
    const isMe = id === engine.self.id;
    return {
      identity: id,
      name: isMe ? engine.self.suggestedName : engine.contacts.nameOf(identity),
      nameIsMine: contact !== undefined && contact.petname !== '',
      isMe,
      role: isAdmin(room, leaves, identity) ? 'admin' : 'member',
      verified: verifiedOf(contact),
      devices: leaves.ofIdentity(identity).length,
    };
  });
  return members.toSorted((a, b) => Number(b.isMe) - Number(a.isMe) || (a.name < b.name ? -1 : 1));
}
