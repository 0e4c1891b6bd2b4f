import type { Engine } from '../engine.ts';
import { sameBytes } from '../bytes.ts';
import { MlsError } from '../mls-error.ts';
import { saveGroup } from '../storage/changes.ts';
import { historyAfter } from './next-epoch.ts';
import type { GroupState, Transition } from './state.ts';

/**
 * A state that an external commit led to, with what a former self of this member kept of `epochs`: what was sent in those and comes
 * late opens as before. Nothing more is sent by it.
 *
 * @throws MLS_INPUT when the two are not of one group
 */
export function keepHistory(
  engine: Engine,
  joined: GroupState,
  former: GroupState,
  epochs: readonly bigint[],
): Transition {
  if (!sameBytes(joined.context.groupId, former.context.groupId))
    throw new MlsError('MLS_INPUT', 'A history is kept of the same group only.');
  const isKept = ({ epoch }: { readonly epoch: bigint }): boolean =>
    epoch < joined.context.epoch && epochs.includes(epoch);
  const { past, resumption } = historyAfter(engine, former);
  const state = {
    ...joined,
    past: past.filter(isKept),
    resumption: resumption.filter(isKept),
  };
  return { state, changes: saveGroup(state), spent: [] };
}
