/** Why an entry of the log counts for nothing. docs/charter.md says more of each. */
export type RefusalReason =
  | 'ENTRY_TOO_LONG'
  | 'ENTRY_MALFORMED'
  | 'ENTRY_UNSUPPORTED'
  | 'CHARTER_MISSING'
  | 'CHARTER_NOT_PINNED'
  | 'CHARTER_NOT_NEXT'
  | 'OTHER_NETWORK'
  | 'OTHER_CHARTER'
  | 'NUMBER_PAST'
  | 'NUMBER_AHEAD'
  | 'LOG_TIME_PAST'
  | 'ACT_AHEAD'
  | 'ACT_EXPIRED'
  | 'ROLE_MISSING'
  | 'ROLE_EXPIRED'
  | 'SIGNERS_TOO_FEW'
  | 'RELAY_UNCHANGED'
  | 'RELAY_UNKNOWN'
  | 'RELAYS_TOO_MANY'
  | 'RELAYS_NONE_LEFT'
  | 'NOTICE_UNKNOWN'
  | 'NOTICES_TOO_MANY'
  | 'END_OUT_OF_BOUNDS'
  | 'FREEZE_WEAKER'
  | 'FREEZE_MISSING'
  | 'FROZEN'
  | 'RECOVERY_MISSING'
  | 'RECOVERY_TOO_EARLY';

/** Every reason once; the type of this object holds it to the union. */
const reasons: { readonly [R in RefusalReason]: true } = {
  ENTRY_TOO_LONG: true,
  ENTRY_MALFORMED: true,
  ENTRY_UNSUPPORTED: true,
  CHARTER_MISSING: true,
  CHARTER_NOT_PINNED: true,
  CHARTER_NOT_NEXT: true,
  OTHER_NETWORK: true,
  OTHER_CHARTER: true,
  NUMBER_PAST: true,
  NUMBER_AHEAD: true,
  LOG_TIME_PAST: true,
  ACT_AHEAD: true,
  ACT_EXPIRED: true,
  ROLE_MISSING: true,
  ROLE_EXPIRED: true,
  SIGNERS_TOO_FEW: true,
  RELAY_UNCHANGED: true,
  RELAY_UNKNOWN: true,
  RELAYS_TOO_MANY: true,
  RELAYS_NONE_LEFT: true,
  NOTICE_UNKNOWN: true,
  NOTICES_TOO_MANY: true,
  END_OUT_OF_BOUNDS: true,
  FREEZE_WEAKER: true,
  FREEZE_MISSING: true,
  FROZEN: true,
  RECOVERY_MISSING: true,
  RECOVERY_TOO_EARLY: true,
};

/** All reasons, for a table of what to say about each. */
export const refusalReasons: readonly RefusalReason[] = Object.keys(reasons) as RefusalReason[];

export function isRefusalReason(text: string): text is RefusalReason {
  return Object.hasOwn(reasons, text);
}
