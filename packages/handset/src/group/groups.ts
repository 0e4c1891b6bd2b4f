import type { IdentityHash } from '@sotto/core';
import { isSuggestedName, protocolLimits } from '@sotto/protocol';
import type { GroupChange, GroupOptions, IdentityId } from '../api.ts';
import { epochOf } from '../conversation/conversation.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Conversations } from '../conversation/conversations.ts';
import type { ConversationDraft } from '../conversation/draft.ts';
import { nextClock } from '../conversation/compose.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { parseHex, toHex } from '../hex.ts';
import { createOwnMailbox } from '../invite/own-mailbox.ts';
import { handsetLimits } from '../limits.ts';
import { cleanLimits } from '../pictures/clean-limits.ts';
import { PictureRefusedError } from '../pictures/picture-refused.ts';
import { encodeIntent } from '../storage/intent-record.ts';
import type { Intent } from '../storage/intent-record.ts';
import { newGroupOf } from '../storage/group-records.ts';
import { tables } from '../storage/tables.ts';
import { beginTransaction } from '../storage/transaction.ts';
import { findMessage } from '../storage/message-index.ts';
import { beginGroup, plainRoom } from './begin-group.ts';
import { putIntent, waitingIntents } from './intents.ts';
import { isAdmin } from './room-of.ts';
import { tellEvents } from './tell-change.ts';
import { groupRecord } from './welcomes.ts';

interface Parts {
  readonly engine: Engine;
  readonly conversations: Conversations;
}

/** Makes a group of this person alone, with everybody else asked for. @throws see `Handset.createGroup` */
export async function createGroup(
  { engine, conversations }: Parts,
  { name, members, picture }: GroupOptions,
  signal: AbortSignal,
): Promise<ConversationHandle> {
  const checked = checkName(name);
  const identities = members.map((id) => engine.contacts.require(id).identity);
  if (identities.length >= handsetLimits.maxGroupMembers) throw full();
  const small = picture && (await smallPicture(engine, picture, signal));
  const room = {
    ...plainRoom('group', engine.homes.relays()),
    name: checked,
    picture: small ?? null,
    admins: [engine.self.identity],
  };
  return foundAlone({ engine, conversations }, room, identities);
}

/** The conversation with oneself, made at the first call. */
export async function openNotes({ engine, conversations }: Parts): Promise<ConversationHandle> {
  const known = conversations.all().find((each) => each.record().kind === 'notes');
  // Whoever was linked has notes already: they are to be let in, and not to make others.
  if (known === undefined && engine.self.isLinked)
    throw handsetError('DEVICES_NOT_READY', 'This device is not let into the notes yet.', {
      retryable: true,
    });
  const room = plainRoom('notes', engine.homes.relays());
  return known ?? foundAlone({ engine, conversations }, room, []);
}

async function foundAlone(
  { engine, conversations }: Parts,
  room: Parameters<typeof beginGroup>[1],
  identities: readonly Uint8Array[],
): Promise<ConversationHandle> {
  const own = await createOwnMailbox(engine.crypto, engine.homes.relays());
  const state = await beginGroup(engine, room, own);
  const made = groupRecord(engine, conversations, state, own);
  const tx = beginTransaction(engine.store);
  for (const [ordinal, identity] of identities.entries()) {
    const value = encodeIntent({ type: 'add', identity });
    tx.put({ table: tables.intents(made.id), ordinal }, value);
  }
  const { length } = identities;
  const record = { ...made, nextIntent: length, intents: length };
  const epoch = await epochOf(engine, state);
  const group = newGroupOf(engine, state);
  const { handle } = await conversations.found(tx, { record, group, epoch });
  if (room.kind === 'group') {
    await handle.change(async (draft) => {
      const told = { seed: draft.record.groupId, hlc: nextClock(engine, draft) };
      await tellEvents(engine, draft, [{ type: 'created', by: engine.self.id }], told);
    });
  }
  conversations.read(handle);
  return handle;
}

/** Asks for changes of a group. @throws see `Handset.changeGroup` */
export async function changeGroup(
  { engine }: Parts,
  conversation: ConversationHandle,
  change: GroupChange,
  signal: AbortSignal,
): Promise<void> {
  const picture =
    change.picture === undefined || change.picture.length === 0
      ? change.picture
      : await smallPicture(engine, change.picture, signal);
  await conversation.change(async (draft) => {
    if (draft.record.state === 'left' || draft.record.state === 'removed')
      throw handsetError('CONVERSATION_OVER', 'Nothing can be sent to this conversation any more.');
    const intents = await intentsOf(engine, draft, change, picture);
    for (const intent of intents) putIntent(draft, intent);
  });
}

async function intentsOf(
  engine: Engine,
  draft: ConversationDraft,
  change: GroupChange,
  picture: Uint8Array | undefined,
): Promise<readonly Intent[]> {
  const { room, leaves, me } = draft;
  const isGroup = room.kind === 'group';
  const mayAdmin = isGroup && isAdmin(room, leaves, me.identity);
  const byAdmin = (is: boolean): void => {
    if (!is) throw handsetError('GROUP_NOT_ALLOWED', 'Only admins of the group can do this.');
  };
  const intents: Intent[] = [];
  const add = change.add ?? [];
  if (add.length > 0) byAdmin(mayAdmin || (isGroup && room.membersMayAdd));
  if (leaves.identities().length + add.length > handsetLimits.maxGroupMembers) throw full();
  for (const id of add)
    intents.push({ type: 'add', identity: engine.contacts.require(id).identity });
  for (const id of change.remove ?? []) {
    byAdmin(mayAdmin);
    intents.push({ type: 'remove', identity: (await comingIn(draft, id)) ?? memberOf(draft, id) });
  }
  for (const { identity, role } of change.roles ?? []) {
    byAdmin(mayAdmin);
    intents.push({ type: 'role', identity: memberOf(draft, identity), role });
  }
  if (change.name !== undefined) {
    byAdmin(mayAdmin);
    intents.push({ type: 'name', name: checkName(change.name) });
  }
  if (picture !== undefined) {
    byAdmin(mayAdmin);
    intents.push({ type: 'picture', picture });
  }
  if (change.membersMayAdd !== undefined) {
    byAdmin(mayAdmin);
    intents.push({ type: 'membersMayAdd', allowed: change.membersMayAdd });
  }
  if (change.editWithinSeconds !== undefined) {
    byAdmin(mayAdmin);
    intents.push({ type: 'editWithin', seconds: boundedSeconds(change.editWithinSeconds) });
  }
  if (change.disappearAfterSeconds !== undefined) {
    byAdmin(mayAdmin || !isGroup);
    intents.push({ type: 'disappear', seconds: boundedSeconds(change.disappearAfterSeconds) });
  }
  if (change.pin !== undefined) {
    const message = parseHex(change.pin.message, 32);
    const found = message && (await findMessage(draft.tx, draft.record.id, message));
    if (!found) throw handsetError('MESSAGE_UNKNOWN', 'There is no such message.');
    intents.push({ type: 'pin', message: found.message.id, pinned: change.pin.pinned });
  }
  return intents;
}

function memberOf({ leaves }: ConversationDraft, id: IdentityId): IdentityHash {
  const found = leaves.identities().find((identity) => toHex(identity) === id);
  if (found === undefined) throw handsetError('CONTACT_UNKNOWN', 'They are not in this group.');
  return found;
}

/** Somebody who is asked to be let in and is not there yet: to remove them takes that back. */
async function comingIn(draft: ConversationDraft, id: IdentityId): Promise<Uint8Array | undefined> {
  const intents = (await waitingIntents(draft)).map(({ intent }) => intent);
  const added = intents.find((each) => each.type === 'add' && toHex(each.identity) === id);
  return added?.type === 'add' ? added.identity : undefined;
}

function boundedSeconds(seconds: number): number {
  const most = protocolLimits.maxRoomPolicySeconds;
  return Math.max(0, Math.min(Math.floor(seconds) || 0, most));
}

/** @throws GROUP_NAME_EMPTY, NAME_TOO_LONG */
function checkName(name: string): string {
  const checked = name.toWellFormed().trim().normalize('NFC');
  if (checked === '') throw handsetError('GROUP_NAME_EMPTY', 'A group needs a name.');
  if (!isSuggestedName(checked))
    throw handsetError('NAME_TOO_LONG', 'A name has 1 to 64 characters on one line.');
  return checked;
}

/** Cleaned, and made so small that it fits what every member keeps of the group. @throws PICTURE_REFUSED */
async function smallPicture(
  { pictures }: Pick<Engine, 'pictures'>,
  file: Uint8Array,
  signal: AbortSignal,
): Promise<Uint8Array> {
  for (const maxSidePixels of handsetLimits.roomPictureSidesPixels) {
    const clean = await pictures.clean(file, { ...cleanLimits, maxSidePixels, signal });
    if (clean.refused !== undefined) throw new PictureRefusedError(clean.refused);
    if (clean.bytes.length <= protocolLimits.maxRoomPictureBytes) return clean.bytes;
  }
  throw new PictureRefusedError('bytes');
}

function full(): Error {
  return handsetError('GROUP_FULL', 'A group has at most 1,000 members.');
}
