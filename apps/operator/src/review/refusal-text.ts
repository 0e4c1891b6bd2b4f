import type { RefusalReason } from '@sotto/charter';

/** Why an act counts for nothing, for the person who is about to sign or publish it. */
export const refusalText: { readonly [R in RefusalReason]: string } = {
  ENTRY_TOO_LONG: 'it is too long for the log',
  ENTRY_MALFORMED: 'it is no act',
  ENTRY_UNSUPPORTED: 'it needs a newer version of this program',
  CHARTER_MISSING: 'the network has no charter yet',
  CHARTER_NOT_PINNED: 'it is not the founding charter of this network',
  CHARTER_NOT_NEXT: 'its charter does not follow the one in force',
  OTHER_NETWORK: 'it was made for another network',
  OTHER_CHARTER: 'it was made under another charter than the one in force: propose it anew',
  NUMBER_PAST: 'its place is taken: it was logged already, or another one was. Propose it anew',
  NUMBER_AHEAD:
    'an act of its line is missing before it: publish that first, or fetch the log anew',
  LOG_TIME_PAST: 'this machine’s clock is behind the last act of the log',
  ACT_AHEAD: 'it was made in the future: a clock is wrong',
  ACT_EXPIRED: 'its time is over: propose it anew',
  ROLE_MISSING: 'the charter has no role for it',
  ROLE_EXPIRED: 'the role that has to sign it has expired',
  SIGNERS_TOO_FEW: 'fewer persons than it takes have a key that still counts, or have signed it',
  RELAY_UNCHANGED: 'a relay is active, or drained, already',
  RELAY_UNKNOWN: 'a relay is not in the list',
  RELAYS_TOO_MANY: 'it would lead to too many relays',
  RELAYS_NONE_LEFT: 'it would leave no active relay',
  NOTICE_UNKNOWN: 'the notice that it would replace does not stand',
  NOTICES_TOO_MANY: 'too many notices stand: replace one of them',
  END_OUT_OF_BOUNDS: 'it would be over when logged, or last too long',
  FREEZE_WEAKER: 'it is weaker or shorter than the freeze in force',
  FREEZE_MISSING: 'there is no freeze to end',
  FROZEN: 'a freeze stops releases',
  RECOVERY_MISSING: 'no recovery is announced',
  RECOVERY_TOO_EARLY: 'the delay of the recovery is not over',
};
