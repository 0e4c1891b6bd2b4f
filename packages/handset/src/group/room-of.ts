import { isSottoError } from '@sotto/core';
import type { IdentityHash } from '@sotto/core';
import { appDataDictionary, componentsOf, findComponent } from '@sotto/mls';
import type { Extension, GroupContext } from '@sotto/mls';
import { bytesEqual, encodeRoom, parseRoom, roomComponentId } from '@sotto/protocol';
import type { Room } from '@sotto/protocol';
import { refusal } from '../mls/refusal.ts';
import type { Leaves } from './leaves.ts';

const known = new WeakMap<readonly Extension[], Room>();

/** The room that a group's context describes, and nothing beside it. @throws MLS_REFUSED for anything else */
export function roomOf({ extensions }: Pick<GroupContext, 'extensions'>): Room {
  const before = known.get(extensions);
  if (before !== undefined) return before;
  const data = findComponent(extensions, roomComponentId);
  if (data === undefined || extensions.length !== 1 || componentsOf(extensions).length !== 1)
    throw refusal('A group is no room of ours.');
  const room = parsed(data);
  known.set(extensions, room);
  return room;
}

function parsed(data: Uint8Array): Room {
  try {
    return parseRoom(data);
  } catch (error) {
    if (!isSottoError(error)) throw error;
    throw refusal('A group has a room that is not valid.');
  }
}

/** The extensions of a group's context for this room. */
export function roomExtensions(room: Room): readonly Extension[] {
  return [appDataDictionary([{ componentId: roomComponentId, data: encodeRoom(room) }])];
}

/** Whether somebody may do what admins may. Where no admin is left, every member is one: a group cannot be orphaned. */
export function isAdmin(room: Room, leaves: Leaves, identity: Uint8Array): boolean {
  const present = namedAdmins(room, leaves);
  if (present.length === 0) return leaves.ofIdentity(identity).length > 0;
  return present.some((admin) => bytesEqual(admin, identity));
}

/** Those who are named as admins and are there; none where every member is one. */
export function namedAdmins(room: Room, leaves: Leaves): readonly IdentityHash[] {
  return room.admins.filter((admin) => leaves.ofIdentity(admin).length > 0);
}
