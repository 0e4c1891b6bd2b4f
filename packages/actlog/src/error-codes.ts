/** Codes thrown by this package. None is retryable: the same bytes give the same answer. */
export type ActLogErrorCode =
  | 'ACT_LOG_CORRUPT'
  | 'ACT_LOG_VERSION_UNSUPPORTED'
  | 'ACT_LOG_INPUT'
  | 'ALARM_MALFORMED'
  | 'ALARM_VERSION_UNSUPPORTED'
  | 'LOG_BUNDLE_MALFORMED'
  | 'LOG_BUNDLE_VERSION_UNSUPPORTED'
  | 'LOG_EVIDENCE_MALFORMED'
  | 'LOG_EVIDENCE_VERSION_UNSUPPORTED';
