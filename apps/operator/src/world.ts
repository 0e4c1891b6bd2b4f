import type { Terminal } from '@sotto/terminal';

/** What the program has of the world around it; tests hand in their own. */
export interface World extends Terminal {
  /** Seconds since the UNIX epoch. */
  readonly nowSeconds: () => number;
  /** For a witness to answer. */
  readonly witnessTimeoutMs: number;
  /** Base-2 logarithm of scrypt's cost, for new key files. */
  readonly ageWorkFactor: number;
}
