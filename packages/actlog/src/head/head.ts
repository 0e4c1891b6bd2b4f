/** A head of the log that was signed as the charter in force demands. */
export interface LogHead {
  /** Entries under it. */
  readonly size: number;
  /** Root of their tree, 32 bytes. */
  readonly root: Uint8Array;
  /** The signed note, as it came. */
  readonly note: Uint8Array;
  /** The verifier key that signed it (C2SP signed-note). */
  readonly logKey: string;
  /** The witnesses that count, each once. */
  readonly cosignatures: readonly LogCosignature[];
  /** UNIX seconds: the latest time that a quorum of witnesses vouches for. */
  readonly witnessedAtSeconds: number;
}

export interface LogCosignature {
  /** Name in the witness's verifier key. */
  readonly witness: string;
  /** When the witness says that it cosigned, UNIX seconds. */
  readonly atSeconds: number;
}
