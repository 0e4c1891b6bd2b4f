/** Bounds on what is accepted and kept. Every one has a default in `defaultLimits`. */
export interface MlsLimits {
  /** Bytes of one MLSMessage. */
  readonly maxMessageBytes: number;
  /** Leaves of a ratchet tree, a power of two. */
  readonly maxLeaves: number;
  /** Bytes of a group id. */
  readonly maxGroupIdBytes: number;
  /** Proposals of one epoch that wait for a commit. */
  readonly maxPendingProposals: number;
  /** Generations that one message may be ahead of the last of its sender (RFC 9420 §15.3). */
  readonly maxForwardGenerations: number;
  /** Keys of skipped generations that are kept for one sender and ratchet. */
  readonly maxSkippedKeys: number;
  /** Seconds for which the key of a skipped generation is kept. */
  readonly maxSkippedSeconds: number;
  /** Epochs before the current one whose application messages still open. */
  readonly maxPastEpochs: number;
  /** Resumption secrets of past epochs that are kept (RFC 9420 §8.6). */
  readonly maxResumptionPsks: number;
  /** Seconds from the beginning to the end of a KeyPackage's lifetime (RFC 9420 §7.2). */
  readonly maxLifetimeSeconds: number;
}

export const defaultLimits: MlsLimits = {
  maxMessageBytes: 16_777_216,
  maxLeaves: 4_096,
  maxGroupIdBytes: 255,
  maxPendingProposals: 1_024,
  maxForwardGenerations: 1_000,
  maxSkippedKeys: 1_000,
  maxSkippedSeconds: 604_800,
  maxPastEpochs: 3,
  maxResumptionPsks: 8,
  maxLifetimeSeconds: 31_622_400,
};
