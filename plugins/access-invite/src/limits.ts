/** Every bound of this package, with its unit in its name. */
export const accessInviteLimits = {
  /** Ids in a list of revoked credits. Those of expired credits need not be there. */
  maxRevokedCredits: 100_000,
  /** A list of revoked credits, remarks included. */
  maxRevocationListBytes: 4_194_304,
} as const;
