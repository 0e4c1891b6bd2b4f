/** Codes thrown by this package. */
export type CardErrorCode = 'CARD_INVALID';
