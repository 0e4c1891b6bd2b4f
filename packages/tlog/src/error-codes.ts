/** Codes thrown by this package. None is retryable: the same bytes give the same answer. */
export type TlogErrorCode =
  | 'NOTE_MALFORMED'
  | 'NOTE_KEY_MALFORMED'
  | 'NOTE_KEY_UNSUPPORTED'
  | 'CHECKPOINT_MALFORMED'
  | 'TILE_PATH_MALFORMED'
  | 'ENTRY_BUNDLE_MALFORMED'
  | 'TILE_MISSING'
  | 'TILE_WRONG'
  | 'WITNESS_REQUEST_MALFORMED'
  | 'WITNESS_ANSWER_MALFORMED'
  | 'TLOG_INPUT';
