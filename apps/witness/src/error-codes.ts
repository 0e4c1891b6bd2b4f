/** Codes thrown by the witness. */
export type WitnessErrorCode =
  | 'WITNESS_CONFIG'
  | 'WITNESS_ALARM'
  | 'WITNESS_KEY'
  | 'WITNESS_STORE'
  | 'WITNESS_LISTEN';
