/** Codes thrown by the MLS seam. */
export type MlsErrorCode =
  /** What a peer sent breaks a rule of MLS or of ours. */
  | 'MLS_REFUSED'
  /** A fault of the caller: a saved state that cannot be read, a state used after `discard`, something too long. */
  | 'MLS_INPUT';
