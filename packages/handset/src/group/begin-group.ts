import type { GroupState } from '@sotto/mls';
import type { Room } from '@sotto/protocol';
import { erase } from '../bytes.ts';
import type { Engine } from '../engine.ts';
import { makeKeyPackage, nowSeconds } from '../mls/key-package.ts';
import type { OwnMailbox } from '../storage/conversation-record.ts';
import { roomExtensions } from './room-of.ts';

/** What beginning a group takes. */
export type BeginParts = Pick<Engine, 'mls' | 'crypto' | 'clock' | 'self'>;

/** A group of this device alone, with this room. Nothing of it is stored yet. */
export async function beginGroup(
  engine: BeginParts,
  room: Room,
  own: OwnMailbox,
): Promise<GroupState> {
  const { mls, crypto, clock } = engine;
  const made = await makeKeyPackage(engine, own);
  // A state ends with its secrets, and the device goes on.
  const keyPackage = { ...made, signaturePrivateKey: made.signaturePrivateKey.slice() };
  const { state, spent } = await mls.createGroup({
    groupId: crypto.random(32),
    own: keyPackage,
    extensions: roomExtensions(room),
    nowSeconds: nowSeconds(clock),
  });
  erase(...spent);
  return state;
}

/** A room with nothing special about it. */
export function plainRoom(kind: Room['kind'], registers: Room['registers']): Room {
  return {
    kind,
    name: '',
    picture: null,
    admins: [],
    registers,
    membersMayAdd: false,
    editWithinSeconds: 0,
    disappearAfterSeconds: 0,
    pinned: [],
  };
}
