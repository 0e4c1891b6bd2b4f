import type { Clock } from '@sotto/core';
import type { SealedParts } from './sealed-records.ts';
import type { SealedChange, SealedStore } from './sealed-store.ts';
import type { Random } from './slots.ts';

/** What a vault works with. */
export interface VaultParts extends SealedParts {
  /**
   * The platform's own randomness, for the header: how much of it an opening takes must not move what `random` gives, which
   * repeats in a simulation.
   */
  readonly headerRandom: Random;
  readonly clock: Clock;
  /** A clock that nobody turns, in milliseconds: measures what a passphrase costs. */
  readonly elapsedMs: () => number;
  readonly cover: CoverMaker;
  /** Locks what is open, and destroys the vault. */
  readonly wipe: () => Promise<void>;
}

/** Records of a new cover. */
export interface NewCover {
  /** All of its own volume. */
  readonly first: readonly SealedChange[];
  /** What the volume beside it keeps of it. */
  readonly beside: readonly SealedChange[];
}

/** Makes what a duress passphrase opens: a handset that somebody could have. */
export interface CoverMaker {
  /** Whether this volume holds a handset. */
  readonly isIn: (volume: Pick<SealedStore, 'get'>) => Promise<boolean>;
  /** The records of a new one, beside the handset of `own`. */
  readonly make: (own: SealedStore) => Promise<NewCover>;
  /** Vaults that have none get one without being asked. */
  readonly isAlwaysMade: boolean;
}
