export { mintCredit } from './credit.ts';
export type { CreditTerms } from './credit.ts';
export type { AccessInviteErrorCode } from './error-codes.ts';
export { inviteAccess } from './invite-access.ts';
export type { InviteAccessOptions } from './invite-access.ts';
