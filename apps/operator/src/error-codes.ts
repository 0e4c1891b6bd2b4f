/** Codes of the operator's command line. */
export type OperatorErrorCode =
  /** The command line was not understood; the message says what is. */
  | 'OPERATOR_USAGE'
  | 'OPERATOR_FILE'
  | 'OPERATOR_FORMAT'
  | 'OPERATOR_PASSPHRASE'
  | 'OPERATOR_REFUSED'
  | 'OPERATOR_DECLINED'
  | 'OPERATOR_LOG'
  | 'OPERATOR_WITNESSES'
  | 'OPERATOR_BUSY'
  | 'OPERATOR_UNREACHED';
