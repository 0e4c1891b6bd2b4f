import type { RelayUrl } from '@sotto/core';
import type { GroupState } from '@sotto/mls';
import type { Room } from '@sotto/protocol';
import type { Engine } from '../engine.ts';
import { leavesOf } from './leaves.ts';

/** The relays that a group has to do with: of its registers, and of its members' mailboxes. */
export function relaysOf(
  { mls }: Pick<Engine, 'mls'>,
  group: GroupState,
  room: Room,
): readonly RelayUrl[] {
  const relays = leavesOf(mls, group).all.flatMap(({ mailbox }) => mailbox.relays);
  return [...new Set([...room.registers, ...relays])];
}
