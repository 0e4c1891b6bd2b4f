/** Bounds of backups, with their units. docs/limits.md tells why each has its value. */
export const backupLimits = {
  /** One item of a backup: the largest value that the vault takes, and its frame. */
  maxItemBytes: 16_318_464,
  maxItems: 50_000_000,
  /** What is sealed at once, stored as what comes next, and then written. One blob at a relay has so much. */
  batchBytes: 1_048_576,
  /** Messages that are read at once. */
  pageMessages: 256,
  /** Records of one transaction of a restore, and their bytes. */
  restoreRecords: 1_024,
  restoreBytes: 1_048_576,
  /** age's scrypt work factor, as its logarithm; a file that asks for more than the second is refused. */
  scryptLogN: 18,
  maxScryptLogN: 20,
  /** The text before the payload of an age file. */
  maxHeaderBytes: 16_384,
  maxBackups: 32,
  /** Blobs of one backup at a relay. */
  maxBlobs: 16_384,
  drillEveryMs: 604_800_000,
  /** A drill that could not reach the backup is tried again. */
  drillRetryMs: 3_600_000,
  /** A backup at a relay that was begun longer ago than this is begun anew: its first blobs may be gone before its last are there. */
  maxUnfinishedMs: 604_800_000,
  /** Whether the one for the paper key is to be made again is looked at so often, first so long after a start. */
  keepLookMs: 3_600_000,
  keepStartMs: 60_000,
  /** Of the time that a relay keeps it, in hundredths: then it is made again by the device that made it; so much later by each of the others; and then it is late. */
  keepDue: 25,
  keepDueApart: 10,
  maxKeepRank: 4,
  keepLate: 67,
  /** In the background it rests so long behind each blob, and each page of a history. */
  keepRestMs: 50,
  /** It could not be made again for so long: said in red. */
  keepAlarmMs: 259_200_000,
  /** A device chain that is longer does not travel with help. */
  maxHelpChainBytes: 12_288,
  /** A backup that is older may know registers that have forgotten: others are asked first, so often. */
  ticketFreshMs: 1_728_000_000,
  triesBeforeOldTicket: 3,
  /** A device that was restored waits so long to hear from a member where its chain ends. */
  chainPatienceMs: 600_000,
} as const;
