import type { GroupState } from '@sotto/mls';
import type { EpochSeen } from '@sotto/protocol';
import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import type { ArrivedWelcome } from '../storage/arrived-welcome.ts';
import { compare } from './forks.ts';
import { leavesOf } from './leaves.ts';
import { mayRule } from './may-rule.ts';
import { isAdmin } from './room-of.ts';

export interface Invited {
  readonly welcome: ArrivedWelcome;
  readonly state: GroupState;
  /** Identity of the one who sent it. */
  readonly adder: Uint8Array;
  /** Epochs of before, as the Welcome tells them. */
  readonly epochs: readonly EpochSeen[];
}

/**
 * Whether this handset is in an epoch of the group that leads nowhere, as those who let it in have left that side of a split, and let it in again where they
 * are now. They must be somebody who may add and remove members as far as this handset knows; or a member, of whose side the epochs say that it stays, and where
 * nobody is an admin who is none here.
 */
export async function isStranded(
  engine: Engine,
  former: ConversationHandle,
  { welcome, state, adder, epochs }: Invited,
): Promise<boolean> {
  const { state: ours, behind } = former.record();
  const isLookedFor =
    ours === 'joining' ||
    (behind === 0 &&
      Math.abs(engine.clock.now() - welcome.arrivedAtMs) > handsetLimits.claimBelievedMs);
  return former.look(({ group, room, epochs: known }) => {
    const leaves = leavesOf(engine.mls, group);
    const isLater = group.context.epoch < state.context.epoch;
    if (isLookedFor && isLater && isAdmin(room, leaves, adder)) return true;
    const joined = {
      epoch: state.context.epoch,
      authenticator: state.secrets.epochAuthenticator,
    };
    const isSplit = compare(known, [...epochs, joined]) === 'theirs stays';
    const isMember = leaves.ofIdentity(adder).length > 0;
    const led = { told: epochs, by: adder };
    return isSplit && isMember && mayRule(engine, state, { group, epochs: known }, led);
  });
}
