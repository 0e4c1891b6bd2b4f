import type { ActKind, ActOf } from '../act/act.ts';
import type { Charter, RoleName } from '../charter/charter.ts';
import type { Quorum } from './authority.ts';
import type { Logged, Network } from './network.ts';
import type { RefusalReason } from './refusals.ts';

/** What an act leads to, if these quorums signed it. */
export interface Step {
  readonly signedBy: readonly Quorum[];
  readonly network: Network;
}

export type Judgement = Step | RefusalReason;

/** What an act of one kind does to a network. Pure; the signatures are looked at afterwards. */
export type Transition<K extends ActKind> = (
  network: Network,
  act: ActOf<K>,
  logged: Logged,
) => Judgement;

/** The quorum of one role of the charter. */
export function roleQuorum(charter: Charter, role: RoleName): readonly Quorum[] {
  return [{ charter, role }];
}

/** True for a time after `atSeconds` and at most `maxSeconds` after it. */
export function isEndWithin(endSeconds: number, atSeconds: number, maxSeconds: number): boolean {
  return endSeconds > atSeconds && endSeconds - atSeconds <= maxSeconds;
}
