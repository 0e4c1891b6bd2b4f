/** Codes thrown by this package. They reach the test runner, not a program. */
export type ContractErrorCode =
  /** A clause does not hold; the message begins with its point and id, such as `crypto/aead-open`. */
  | 'CONTRACT_BROKEN'
  /** A clause accepted the broken implementation that it is there to reject. */
  | 'CONTRACT_TOOTHLESS'
  /** A waiver without a reason, for an unknown clause, or for a clause that holds. */
  | 'CONTRACT_WAIVER';
