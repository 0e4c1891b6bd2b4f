import { freezeLevels } from '../act/bodies.ts';
import { charterLimits } from '../limits.ts';
import type { Network } from './network.ts';
import type { RefusalReason } from './refusals.ts';
import { freezeAt } from './standing.ts';
import type { Transition } from './step.ts';
import { isEndWithin, roleQuorum } from './step.ts';

/** While one is in force, a freeze may only be as strong or stronger, and as long or longer. */
export const freeze: Transition<'freeze'> = (network, { body }, logged) => {
  const { loggedAtSeconds: at } = logged;
  if (!isEndWithin(body.endsAtSeconds, at, charterLimits.maxFreezeSeconds))
    return 'END_OUT_OF_BOUNDS';
  const before = freezeAt(network, at);
  const isWeaker =
    before !== undefined &&
    (body.endsAtSeconds < before.endsAtSeconds || rank(body.level) < rank(before.level));
  if (isWeaker) return 'FREEZE_WEAKER';
  const { charter } = network.document;
  const quorum = Math.max(charter.roles.network.threshold, before?.quorum ?? 0);
  return {
    signedBy: roleQuorum(charter, 'network'),
    network: { ...network, freeze: { ...body, ...logged, quorum } },
  };
};

/** It takes as many as the freeze took, or as the role takes now, whichever are more. */
export const unfreeze: Transition<'unfreeze'> = (network, _act, { loggedAtSeconds }) => {
  const frozen = freezeAt(network, loggedAtSeconds);
  if (frozen === undefined) return 'FREEZE_MISSING';
  const { freeze: _, ...thawed } = network;
  const { charter } = network.document;
  return { signedBy: [{ charter, role: 'network', atLeast: frozen.quorum }], network: thawed };
};

/** `FROZEN` when the freeze in force is of this level or a stronger one. */
export function stoppedFrom(
  level: (typeof freezeLevels)[number],
  network: Network,
  atSeconds: number,
): RefusalReason | undefined {
  const frozen = freezeAt(network, atSeconds);
  return frozen !== undefined && rank(frozen.level) >= rank(level) ? 'FROZEN' : undefined;
}

function rank(level: (typeof freezeLevels)[number]): number {
  return freezeLevels.indexOf(level);
}
