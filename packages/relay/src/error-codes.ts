/** Codes thrown by this package. */
export type RelayErrorCode =
  /** A limit or an option that cannot be. */
  | 'RELAY_OPTION'
  /** Too many calls from this remote; retryable after `retryAfterMs`. */
  | 'RELAY_RATE'
  /** More bytes than a limit allows. */
  | 'RELAY_TOO_LARGE'
  /** The store of blobs is full; retryable. */
  | 'RELAY_FULL'
  /** The port cannot be listened on. */
  | 'RELAY_LISTEN';
