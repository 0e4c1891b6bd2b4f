import type { GroupState } from '@sotto/mls';
import { bytesEqual, encodeRoom } from '@sotto/protocol';
import type { Engine } from '../engine.ts';
import { toHex } from '../hex.ts';
import { leavesOf } from './leaves.ts';
import { roomOf } from './room-of.ts';

/** What a device knows from outside of where help leads: the epoch, the room with its admins, and the others' devices. */
export function placeOf({ mls }: Pick<Engine, 'mls'>, state: GroupState): string {
  const devices = leavesOf(mls, state)
    .all.filter(({ leafIndex }) => leafIndex !== state.keys.leafIndex)
    .map(({ device }) => toHex(device));
  const room = toHex(encodeRoom(roomOf(state.context)));
  return [state.context.epoch, room, ...devices.toSorted()].join(' ');
}

/**
 * Whether all others of a group lead to one and the same place, two at least. Who stays where it is then is alone, whoever rules there: the admin whom this device
 * knows may have gone by what it does not remember.
 * @param leading identities of those who lead there
 */
export function isVouchedFor(
  self: Uint8Array,
  members: readonly Uint8Array[],
  leading: readonly Uint8Array[],
): boolean {
  const others = members.filter((each) => !bytesEqual(each, self));
  return others.length > 1 && others.every((each) => leading.some((by) => bytesEqual(by, each)));
}
