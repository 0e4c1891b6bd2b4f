import type { GroupState } from '@sotto/mls';
import { encodeRoom, parseRoom } from '@sotto/protocol';
import type { Room } from '@sotto/protocol';
import type { Engine } from '../engine.ts';
import type { Summary } from '../storage/conversation-record.ts';
import { handsetLimits } from '../limits.ts';
import { leavesOf } from './leaves.ts';
import { relaysOf } from './relays-of.ts';
import { isAdmin, roomOf } from './room-of.ts';

/** What a list shows of a group; `before` is what it showed until now. */
export function summaryOf(
  { mls, self }: Pick<Engine, 'mls' | 'self'>,
  group: GroupState,
  before?: Summary,
): Summary {
  const room = roomOf(group.context);
  const leaves = leavesOf(mls, group);
  return {
    room: encodeRoom(room),
    members: leaves.identities().length,
    relays: [...new Set([...(before?.relays ?? []), ...relaysOf({ mls }, group, room)])].slice(
      -handsetLimits.maxRelaysSeen,
    ),
    isAdmin: room.kind === 'group' && isAdmin(room, leaves, self.identity),
  };
}

const known = new WeakMap<Summary, Room>();

export function roomIn(summary: Summary): Room {
  const before = known.get(summary);
  if (before !== undefined) return before;
  const room = parseRoom(summary.room);
  known.set(summary, room);
  return room;
}
