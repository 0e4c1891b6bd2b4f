import type { RelayUrl } from '@sotto/core';
import type { ActLine, FreezeBody, NoticeBody, ReleaseBody } from '../act/act.ts';
import type { CharterDocument } from '../charter/charter.ts';
import type { RefusalReason } from './refusals.ts';

/**
 * What a log of acts comes to, from entry 0 to the one before `next`. A value: a replay makes a new one and leaves this
 * one as it was. Two handsets that replayed the same entries have the same state, byte for byte.
 */
export interface NetworkState {
  /** Hash of the founding charter, 32 bytes, as an invite pins it. */
  readonly pin: Uint8Array;
  /** Index of the entry to be replayed next. */
  readonly next: number;
  readonly refused: RefusedEntries;
  /** What the acts that count have made; absent before the charter was found. */
  readonly network?: Network;
}

export interface RefusedEntries {
  readonly count: number;
  /** The last 64 at most, oldest first. */
  readonly latest: readonly RefusedEntry[];
}

export interface RefusedEntry {
  readonly index: number;
  readonly reason: RefusalReason;
}

/** Times are in seconds since the UNIX epoch. */
export interface Network {
  /** The charter in force. */
  readonly document: CharterDocument;
  /** In the order in which they came to be. */
  readonly relays: readonly NetworkRelay[];
  /** Some may have expired: ask `noticesAt`. */
  readonly notices: readonly StandingNotice[];
  /** It may be over: ask `freezeAt`. */
  readonly freeze?: StandingFreeze;
  readonly recovery?: PendingRecovery;
  /** The last of each. */
  readonly release?: LoggedRelease;
  readonly rebuild?: LoggedRelease;
  /** Of each line, the number that its next act must have. */
  readonly numbers: { readonly [L in ActLine]: number };
  /** Log time of the last act that counted: nothing is logged before it any more. */
  readonly loggedAtSeconds: number;
}

export interface NetworkRelay {
  readonly relay: RelayUrl;
  readonly standing: 'active' | 'draining';
}

/** Where an act stands in the log, so that it can be shown as proof. */
export interface Logged {
  readonly index: number;
  readonly loggedAtSeconds: number;
}

export interface StandingNotice extends Logged, Omit<NoticeBody, 'replaces'> {
  readonly number: number;
}

export interface StandingFreeze extends Logged, FreezeBody {
  /** How many persons it takes to end it. */
  readonly quorum: number;
}

export interface PendingRecovery extends Logged {
  /** The charter that is to come into force. */
  readonly document: CharterDocument;
}

export interface LoggedRelease extends Logged, ReleaseBody {}
