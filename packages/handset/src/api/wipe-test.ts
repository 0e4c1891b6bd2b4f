import type { Plugin } from '@sotto/core';

/** A second store of the same kind on the same medium, on which the wipe is tried. */
export interface ThrowawayStore {
  /** A `records` plugin over it. Called for each time that it is opened. */
  readonly plugin: () => Plugin;
  /**
   * How many of these byte strings are in its files, in any file beside them, and in what the files have free. Absent where an app cannot see
   * the medium, as in a browser.
   */
  readonly search?: (wanted: readonly Uint8Array[]) => Promise<number>;
  /** Takes it away, files and all, whatever state it is in. */
  readonly remove: () => Promise<void>;
}

/** What came of wiping a throwaway store with the function that wipes the handset. */
export interface WipeTest {
  readonly atMs: number;
  /** No check failed. */
  readonly passed: boolean;
  /** In the order in which they were done. */
  readonly checks: readonly WipeCheck[];
}

export interface WipeCheck {
  readonly check: WipeCheckName;
  /** `unseen`: this app cannot look. `skipped`: a check before it failed. */
  readonly outcome: 'passed' | 'failed' | 'unseen' | 'skipped';
  /** Error code, when it failed by one. */
  readonly code?: string;
}

export type WipeCheckName =
  /** A vault with records was made there, and its passphrase opens it. */
  | 'opens'
  /** Its sealed bytes are found on the medium: what is not found later was there. */
  | 'found'
  /** The wipe came to its end. */
  | 'wiped'
  /** The same passphrase opens nothing any more. */
  | 'refused'
  /** The store gives no record. */
  | 'empty'
  /** Neither its slots, nor a sealed record, nor anything in the clear is on the medium. */
  | 'gone';
