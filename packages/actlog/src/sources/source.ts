/**
 * Where heads and entries of a log come from: a relay, a mirror, a file, a bundle of a contact. Nothing of it is believed. A call
 * that rejects ends the following with the same error; how long a source may take is the caller's.
 */
export interface LogSource {
  /** The latest signed head; `undefined` when there is none. */
  readonly checkpoint: () => Promise<Uint8Array | undefined>;
  /** Entries from `start` up to, without, `end`, in order. It ends early when the source has not all of them. */
  readonly entries: (start: number, end: number) => AsyncIterable<Uint8Array>;
  /** The head that handed the log over to the next keys, of those who had it from size `since` on (0: from its founding). */
  readonly handover: (since: number) => Promise<Uint8Array | undefined>;
}
