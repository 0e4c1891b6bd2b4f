/** Every bound of this package, with its unit in its name. Whatever comes from a source is measured first. */
export const actLogLimits = {
  /** One signed head: the log's signature and cosignatures of as many witnesses as a charter has, twice over. */
  maxHeadBytes: 16_384,
  /** Entries of a log: a heartbeat every two hours for 15 years. */
  maxLogEntries: 65_536,
  /** All entries together. They are kept in memory while a log is open. */
  maxLogBytes: 33_554_432,
  /** Changes of the log key, the witnesses or their quorum in the life of a log. */
  maxHandovers: 256,
  /** A position as bytes: a state, and as many heads. */
  maxPositionBytes: 8_388_608,
  /** A bundle as bytes: all entries and heads of a log. */
  maxBundleBytes: 41_943_040,
  /** A file of 256 entries, each behind its length. */
  maxEntryFileBytes: 16_777_472,
  /** A signed alarm of a witness as bytes: texts in 16 languages. */
  maxAlarmBytes: 36_864,
  /** Evidence as bytes: two heads and a proof. */
  maxEvidenceBytes: 40_960,
} as const;
