import type { GroupState } from '@sotto/mls';
import { bytesEqual } from '@sotto/protocol';
import type { EpochSeen } from '@sotto/protocol';
import type { Engine } from '../engine.ts';
import { wasIn } from '../storage/epoch-record.ts';
import type { EpochRecord } from '../storage/epoch-record.ts';
import type { Guide } from '../storage/rejoin-record.ts';
import { leavesOf } from './leaves.ts';
import { isAdmin, namedAdmins, roomOf } from './room-of.ts';

/** What a device knows that somebody leads elsewhere. */
interface Known {
  readonly group: GroupState;
  readonly epochs: readonly EpochRecord[];
  /** From earlier help. */
  readonly guides?: readonly Guide[];
}

interface Led {
  /** The epochs of the other side, as whoever leads there tells them. */
  readonly told: readonly EpochSeen[];
  /** Identity of the one who leads there. */
  readonly by: Uint8Array;
}

/**
 * Whether those who are admins in a state may be, as far as this device can know: admins where it is, admins on the side that it is on its way to, or admins in the
 * last epoch that both sides have in common, as one side took a role that the other did not take. Among three or more nobody becomes one of the last by leading
 * there: who was an admin once could say at any time that the group has split before that ended.
 */
export function mayRule(
  { mls, self }: Pick<Engine, 'mls' | 'self'>,
  state: GroupState,
  { group, epochs, guides = [] }: Known,
  { told, by }: Led,
): boolean {
  const [leaves, known] = [leavesOf(mls, state), leavesOf(mls, group)];
  const [room, before] = [roomOf(state.context), roomOf(group.context)];
  const people = known.identities().length;
  // Who took out everybody else does so again there before anything is written, as an admin.
  if (people === 1 && isAdmin(room, leaves, self.identity)) return true;
  // Of two people each may have taken the other's role, and there is nobody else to lead.
  const common = adminsInCommon(epochs, told).filter(
    (each) => people <= 2 || !bytesEqual(each, by),
  );
  const others = [...guides.filter((each) => each.isAdmin).map((each) => each.identity), ...common];
  const may = (each: Uint8Array): boolean =>
    isAdmin(before, known, each) || others.some((other) => bytesEqual(other, each));
  // Where nobody is named, whom one who may rule has let in rules as well.
  if (namedAdmins(room, leaves).length === 0 && may(by)) return true;
  return leaves
    .identities()
    .filter((each) => isAdmin(room, leaves, each))
    .every(may);
}

/** Who were admins in the last epoch that this device was in and the other side was in too. */
export function adminsInCommon(
  epochs: readonly EpochRecord[],
  told: readonly EpochSeen[],
): readonly Uint8Array[] {
  const common = epochs.findLast(
    (own) =>
      wasIn(own) &&
      told.some(
        ({ epoch, authenticator }) =>
          epoch === own.epoch && bytesEqual(authenticator, own.authenticator),
      ),
  );
  return common?.admins ?? [];
}
