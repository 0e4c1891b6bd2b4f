export { composePoll, composeVote } from './compose.ts';
export type { PollDraft } from './compose.ts';
export type { PollErrorCode } from './error-codes.ts';
export { pollLimits } from './limits.ts';
export { pollKind, pollKinds, pollMediaType } from './poll-kinds.ts';
export type { Vote } from './poll.ts';
export { parsePollState } from './state.ts';
export type { PollOption, PollState } from './state.ts';
