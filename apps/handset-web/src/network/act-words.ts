import type { NetworkAct } from '@sotto/handset';
import { isolate } from '../strings/language.ts';
import { gradeWords } from './alert-words.ts';
import { when } from './when.ts';
import type { WordKey } from './words/en.ts';
import { w } from './words/words.ts';

type Counted = Extract<NetworkAct, { readonly kind: unknown }>;
type Refusal = Extract<NetworkAct, { readonly refused: unknown }>['refused'];
type Act = Counted['act'];

/** What an entry of the log did, in plain words; an act may have done several things. */
export function deedsOf(entry: NetworkAct): readonly string[] {
  if ('refused' in entry) return [w('didRefused', { why: w(refusalWords[entry.refused]) })];
  const { act } = entry;
  switch (act.kind) {
    case 'charter': {
      const { charter } = act.body.document;
      return charter.previous === null
        ? [w('didFound', { name: isolate(charter.name) })]
        : [w('didCharter')];
    }
    case 'relays':
      return act.body.changes.map(({ change, relay }) =>
        w(relayWords[change], { relay: isolate(relay) }),
      );
    case 'notice':
      return [w('didNotice', { grade: w(gradeWords[act.body.grade][1]) })];
    case 'freeze':
      return [w(levelWords[act.body.level], { date: when(1_000 * act.body.endsAtSeconds) })];
    case 'release':
    case 'rebuild': {
      const { name, version } = act.body;
      const values = { name: isolate(name), version: isolate(version) };
      return [w(act.kind === 'release' ? 'didRelease' : 'didRebuild', values)];
    }
    default:
      return [w(plainWords[act.kind])];
  }
}

/** The operators’ own words in an act, if there are any. */
export function textsOf(act: Act): readonly { readonly language: string; readonly text: string }[] {
  switch (act.kind) {
    case 'notice':
      return act.body.texts;
    case 'freeze':
    case 'unfreeze':
      return act.body.reasons;
    default:
      return [];
  }
}

const plainWords = {
  unfreeze: 'didUnfreeze',
  heartbeat: 'didHeartbeat',
  recovery: 'didRecovery',
  recoveryEnd: 'didRecoveryEnd',
  recoveryStop: 'didRecoveryStop',
} as const;

const relayWords = { add: 'didAddRelay', drain: 'didDrainRelay', drop: 'didDropRelay' } as const;

const levelWords = {
  advice: 'didFreezeAdvice',
  noUpdates: 'didFreezeUpdates',
  noNewMembers: 'didFreezeMembers',
  noSending: 'didFreezeSending',
} as const;

const refusalWords: Readonly<Record<Refusal, WordKey>> = {
  ENTRY_TOO_LONG: 'refusedForm',
  ENTRY_MALFORMED: 'refusedForm',
  ENTRY_UNSUPPORTED: 'refusedForm',
  CHARTER_MISSING: 'refusedOrder',
  CHARTER_NOT_PINNED: 'refusedElsewhere',
  CHARTER_NOT_NEXT: 'refusedOrder',
  OTHER_NETWORK: 'refusedElsewhere',
  OTHER_CHARTER: 'refusedElsewhere',
  NUMBER_PAST: 'refusedOrder',
  NUMBER_AHEAD: 'refusedOrder',
  LOG_TIME_PAST: 'refusedOrder',
  ACT_AHEAD: 'refusedOrder',
  ACT_EXPIRED: 'refusedOrder',
  ROLE_MISSING: 'refusedSigners',
  ROLE_EXPIRED: 'refusedSigners',
  SIGNERS_TOO_FEW: 'refusedSigners',
  RELAY_UNCHANGED: 'refusedStanding',
  RELAY_UNKNOWN: 'refusedStanding',
  RELAYS_TOO_MANY: 'refusedStanding',
  RELAYS_NONE_LEFT: 'refusedStanding',
  NOTICE_UNKNOWN: 'refusedStanding',
  NOTICES_TOO_MANY: 'refusedStanding',
  END_OUT_OF_BOUNDS: 'refusedStanding',
  FREEZE_WEAKER: 'refusedStanding',
  FREEZE_MISSING: 'refusedStanding',
  FROZEN: 'refusedFrozen',
  RECOVERY_MISSING: 'refusedStanding',
  RECOVERY_TOO_EARLY: 'refusedOrder',
};
