/** Codes thrown by this package. None is retryable: the same bytes give the same answer. */
export type CharterErrorCode =
  | 'CHARTER_MALFORMED'
  | 'CHARTER_VERSION_UNSUPPORTED'
  | 'ACT_MALFORMED'
  | 'ACT_VERSION_UNSUPPORTED'
  | 'ACT_KIND_UNSUPPORTED'
  | 'ACT_ENTRY_MALFORMED'
  | 'ACT_ENTRY_VERSION_UNSUPPORTED'
  | 'NETWORK_STATE_CORRUPT'
  | 'NETWORK_STATE_VERSION_UNSUPPORTED'
  | 'NETWORK_REPLAY_INPUT';
