import type { IdentityId, Message } from '@sotto/handset';
import type { FaultKind, Restore } from '@sotto/simulator';
import type { Ledger } from './ledger.ts';

/** What is inside a conversation and no app shows. */
export interface Inspection {
  readonly epoch: string;
  readonly authenticator: string;
  /** Identities of the members, in any order. */
  readonly roster: readonly string[];
}

/** One conversation as one handset has it when all is quiet. */
export interface End {
  readonly talk: string;
  readonly who: string;
  readonly identity: IdentityId;
  readonly state: 'active' | 'joining' | 'left' | 'removed';
  /** Names, roles and settings as everybody shares them, in one text. */
  readonly shared: string;
  /** Members by identity, as `members` tells. Empty in a conversation that is over. */
  readonly roster: readonly IdentityId[];
  /** Absent where nothing can be inspected. */
  readonly inside?: Inspection | undefined;
  /** Oldest first, in the order of showing. */
  readonly messages: readonly Message[];
  /** Numbers of pictures that are not those that were sent. */
  readonly wrongPictures: readonly number[];
  /** Pictures that cannot be had, with the error code. */
  readonly absentPictures: readonly { readonly number: number; readonly code: string }[];
}

/** One handset when all is quiet. */
export interface Survivor {
  readonly who: string;
  readonly identity: IdentityId;
  readonly restores: readonly Restore[];
  readonly lost: number;
  readonly missing: number;
  readonly repaired: number;
  readonly forksHealed: number;
  readonly rejoined: number;
}

/** Where a story ended: all that checks need. */
export interface Ending {
  readonly ledger: Ledger;
  readonly ends: readonly End[];
  readonly survivors: readonly Survivor[];
  /** Faults that were possible in this story. */
  readonly faults: readonly FaultKind[];
  /** Numbers of texts that each handset opened, whatever it showed of them. */
  readonly opened: ReadonlyMap<string, ReadonlySet<number>>;
  /** Keys that more than one thing was sealed with, in words. */
  readonly keysUsedTwice: readonly string[];
}

/** Something that must not be, in a sentence without random bytes. */
export interface Failure {
  readonly check: string;
  readonly what: string;
}

/** Looks at an ending for one invariant. Pure. */
export type Check = (ending: Ending) => readonly Failure[];
