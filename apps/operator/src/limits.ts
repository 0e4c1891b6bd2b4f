/** Every bound of the operator's command line, with its unit in its name. docs/limits.md lists them; a test holds the two together. */
export const operatorLimits = {
  /** A card, a proposal, a draft of a charter, or a file of settings. */
  maxFileBytes: 262_144,
  /** A key file, as age and armour have it. */
  maxKeyFileBytes: 65_536,
  /** Code points of a new passphrase. Whoever has the file can try as many as they like. */
  minPassphraseChars: 12,
  /** From a proposal to the last moment at which it may be logged, unless `--valid` says otherwise. */
  proposalSeconds: 604_800,
  /** Keys and roles of a new charter, and invites, unless `--expires` says otherwise. */
  keySeconds: 31_536_000,
  /** What was signed last: entries of one head, in hexadecimal. */
  maxJournalBytes: 16_777_216,
  /** For a witness to answer. */
  witnessTimeoutMs: 10_000,
  /** For one file of a log to arrive from a relay. */
  fileTimeoutMs: 30_000,
  /** For a server to show its certificate. */
  certificateTimeoutMs: 10_000,
  /** Between two rounds of refresh --every. */
  minRefreshSeconds: 60,
  /** Invites that are made at once. */
  maxInvitesAtOnce: 1_000,
  /** Invites in the book: those that have not expired, and for a while those that have. */
  maxInvites: 20_000,
  /** The book of invites: so many, each with a note of the longest. */
  maxInvitesFileBytes: 67_108_864,
  /** UTF-8 bytes of a note on an invite. */
  maxNoteBytes: 200,
  /** How long after its expiry an invite stays in the book. */
  inviteKeptSeconds: 2_592_000,
  /** Acts that one publish logs. */
  maxPublished: 64,
} as const;
