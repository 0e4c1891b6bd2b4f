import type { Engine } from '../engine.ts';
import { sameBytes } from '../bytes.ts';
import { MlsError } from '../mls-error.ts';
import { epochTransition } from '../storage/changes.ts';
import { historyAfter } from './next-epoch.ts';
import type { GroupState, Transition } from './state.ts';

/**
 * The step into an epoch by a commit of one's own, after messages came in since it was made. Goes from `current`, whose keys
 * they took, and not from the state that the commit was made in: a key that is consumed stays so.
 *
 * @param accepted the state that `commit` gave as accepted
 * @throws MLS_INPUT when the commit was made in another epoch than the current one
 */
export function acceptCommit(
  engine: Engine,
  current: GroupState,
  accepted: GroupState,
): Transition {
  const made = accepted.resumption.at(-1)?.psk;
  const follows =
    sameBytes(current.context.groupId, accepted.context.groupId) &&
    current.context.epoch + 1n === accepted.context.epoch &&
    (made === undefined || current.suite.equal(made, current.secrets.resumptionPsk));
  if (!follows) {
    throw new MlsError('MLS_INPUT', 'A commit is accepted in an epoch that it was not made in.');
  }
  return epochTransition(current, { ...accepted, ...historyAfter(engine, current) });
}
