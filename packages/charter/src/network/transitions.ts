import type { ActKind, ActOf } from '../act/act.ts';
import {
  announceRecovery,
  changeCharter,
  endRecovery,
  found,
  stopRecovery,
} from './charter-acts.ts';
import { freeze, unfreeze } from './freeze-acts.ts';
import type { Logged, NetworkState } from './network.ts';
import { beat, giveNotice } from './notice-acts.ts';
import { changeRelays } from './relay-acts.ts';
import { rebuild, release, releaseInFreeze } from './release-acts.ts';
import { freezeAt } from './standing.ts';
import type { Judgement, Transition } from './step.ts';

/** Where a network is when an act comes. */
interface Phases<K extends ActKind> {
  /** No charter yet. */
  readonly unfounded: (pin: Uint8Array, act: ActOf<K>, logged: Logged) => Judgement;
  readonly running: Transition<K>;
  /** A freeze of whichever level is in force. */
  readonly frozen: Transition<K>;
}

const tooEarly = (): Judgement => 'CHARTER_MISSING';
const notFrozen = (): Judgement => 'FREEZE_MISSING';

/** Every kind of act in every phase. What is missing here does not compile. */
const transitions: { readonly [K in ActKind]: Phases<K> } = {
  charter: { unfounded: found, running: changeCharter, frozen: changeCharter },
  relays: { unfounded: tooEarly, running: changeRelays, frozen: changeRelays },
  notice: { unfounded: tooEarly, running: giveNotice, frozen: giveNotice },
  freeze: { unfounded: tooEarly, running: freeze, frozen: freeze },
  unfreeze: { unfounded: tooEarly, running: notFrozen, frozen: unfreeze },
  release: { unfounded: tooEarly, running: release, frozen: releaseInFreeze },
  rebuild: { unfounded: tooEarly, running: rebuild, frozen: rebuild },
  heartbeat: { unfounded: tooEarly, running: beat, frozen: beat },
  recovery: { unfounded: tooEarly, running: announceRecovery, frozen: announceRecovery },
  recoveryEnd: { unfounded: tooEarly, running: endRecovery, frozen: endRecovery },
  recoveryStop: { unfounded: tooEarly, running: stopRecovery, frozen: stopRecovery },
};

/** What the act would lead to in this state. */
export function judgeAct<K extends ActKind>(
  { pin, network }: NetworkState,
  act: ActOf<K>,
  logged: Logged,
): Judgement {
  const phases: Phases<K> = transitions[act.kind];
  if (network === undefined) return phases.unfounded(pin, act, logged);
  const phase = freezeAt(network, logged.loggedAtSeconds) === undefined ? 'running' : 'frozen';
  return phases[phase](network, act, logged);
}
