/** Codes thrown by this package. */
export type PollErrorCode = 'POLL_INVALID';
