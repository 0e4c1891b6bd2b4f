export { mintCredit } from './credit.ts';
export type { Credit, CreditTerms, MintedCredit } from './credit.ts';
export type { AccessInviteErrorCode } from './error-codes.ts';
export { inviteAccess } from './invite-access.ts';
export type { InviteAccessOptions } from './invite-access.ts';
export { accessInviteLimits } from './limits.ts';
export { encodeRevocationList, parseRevocationList } from './revocation-list.ts';
