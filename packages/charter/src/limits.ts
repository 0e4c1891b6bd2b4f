/** Every bound of this package, with its unit in its name. Changing one changes which acts count. */
export const charterLimits = {
  /** Year 9999, in seconds since the UNIX epoch. */
  maxTimeSeconds: 253_402_300_799,

  maxCharterBytes: 32_768,
  maxNameBytes: 128,
  maxPersons: 32,
  maxCharterKeys: 64,
  /** Nobody acts alone. */
  minThreshold: 2,
  maxWitnesses: 16,
  maxVkeyChars: 256,
  /** Relays of a charter, and of a network at one time, those that are drained included. */
  maxNetworkRelays: 32,
  minPulseSeconds: 60,
  maxPulseSeconds: 31_536_000,
  minRecoveryDelaySeconds: 86_400,
  maxRecoveryDelaySeconds: 7_776_000,

  maxActBytes: 49_152,
  /** What the length field of an entry in a tile can say (C2SP tlog-tiles). */
  maxEntryBytes: 65_535,
  maxActSignatures: 64,
  /** Acts of one line. */
  maxActNumber: 4_294_967_295,
  /** From signing to the last moment at which the act may be logged. */
  maxActLifetimeSeconds: 2_592_000,
  /** How far the clocks of signers, log and handset may be apart. */
  maxClockSkewSeconds: 300,
  /** Languages of one text. */
  maxLanguages: 16,
  maxLanguageChars: 35,
  maxTextBytes: 2_048,
  maxRelayChanges: 32,
  maxNoticeSeconds: 31_536_000,
  maxFreezeSeconds: 2_592_000,
  maxReleaseNameBytes: 64,

  /** Notices that stand at one time. */
  maxStandingNotices: 32,
  /** Refused entries that a state names; it counts all. */
  maxRefusedKept: 64,
  /** A state as bytes. */
  maxStateBytes: 2_097_152,
} as const;
