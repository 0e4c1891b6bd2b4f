import type { RelayUrl } from '@sotto/core';
import type { CharterDocument } from '../charter/charter.ts';

/** One operator action, without its signatures. Times are in seconds since the UNIX epoch. */
export interface ActOf<K extends ActKind> {
  readonly kind: K;
  /** Hash of the charter that founded the network, 32 bytes: the act counts in no other. */
  readonly network: Uint8Array;
  /** Hash of the charter in force, 32 bytes: a change of the charter ends all acts that were not logged before. */
  readonly charter: Uint8Array;
  /** 0, 1, 2, … in its line: which act comes next is never in doubt, and none counts twice. */
  readonly number: number;
  readonly createdAtSeconds: number;
  /** The act must have been logged before this moment, at most 30 days after `createdAtSeconds`. */
  readonly expiresAtSeconds: number;
  readonly body: ActBodies[K];
}

export type Act = { readonly [K in ActKind]: ActOf<K> }[ActKind];
export type ActKind = keyof ActBodies;

/** What each kind of act says. */
export interface ActBodies {
  /** Founds the network, or replaces its charter. */
  readonly charter: CharterBody;
  /** Changes the list of relays, in this order. */
  readonly relays: { readonly changes: readonly RelayChange[] };
  /** Speaks to members. */
  readonly notice: NoticeBody;
  readonly freeze: FreezeBody;
  /** Ends the freeze that is in force. */
  readonly unfreeze: { readonly reasons: LocalTexts };
  /** Names code as genuine. What else a release needs comes with the version that enforces it. */
  readonly release: ReleaseBody;
  /** Says that a release was built again from its source, and gave the same bytes. */
  readonly rebuild: ReleaseBody;
  /** The operator is there. */
  readonly heartbeat: NothingMore;
  /** Announces the charter that is to replace one whose root is lost. */
  readonly recovery: CharterBody;
  /** Puts the announced charter into force. */
  readonly recoveryEnd: NothingMore;
  /** Root is not lost: nothing comes of the announcement. */
  readonly recoveryStop: NothingMore;
}

export interface CharterBody {
  readonly document: CharterDocument;
}

/** A body without fields. */
export type NothingMore = Readonly<Record<string, never>>;

/** `drain`: members move away from it, and it still serves. `drop`: it is gone, at once. */
export interface RelayChange {
  readonly change: 'add' | 'drain' | 'drop';
  readonly relay: RelayUrl;
}

/** In rising order: what a member has to do. */
export type NoticeGrade = 'advice' | 'update' | 'stopSending' | 'move' | 'destroyKeys';

export interface NoticeBody {
  readonly grade: NoticeGrade;
  readonly texts: LocalTexts;
  /** From this moment on it is no longer shown. */
  readonly expiresAtSeconds: number;
  /** Number of a notice that stands and that this one takes the place of. */
  readonly replaces: number | null;
}

/** In rising order; each holds those before it. */
export type FreezeLevel = 'advice' | 'noUpdates' | 'noNewMembers' | 'noSending';

export interface FreezeBody {
  readonly level: FreezeLevel;
  readonly reasons: LocalTexts;
  /** From this moment on it is over by itself. */
  readonly endsAtSeconds: number;
}

/** The same in 1 to 16 languages, each once. */
export type LocalTexts = readonly LocalText[];

export interface LocalText {
  /** BCP 47, such as `de` or `pt-BR`. */
  readonly language: string;
  /** Plain text, up to 2,048 bytes; lines are parted by `\n`. */
  readonly text: string;
}

export interface ReleaseBody {
  /** What is released, such as `handset-cli`, up to 64 bytes. */
  readonly name: string;
  /** Up to 64 bytes. */
  readonly version: string;
  /** SHA-256 of the code, 32 bytes. */
  readonly digest: Uint8Array;
}

/** Acts of one line are numbered together. */
export type ActLine =
  | 'charter'
  | 'relays'
  | 'notice'
  | 'freeze'
  | 'release'
  | 'rebuild'
  | 'heartbeat'
  | 'recovery';

/** A freeze and its end are one line, so that no old end lies ready for a later freeze. */
export const lineOf: { readonly [K in ActKind]: ActLine } = {
  charter: 'charter',
  relays: 'relays',
  notice: 'notice',
  freeze: 'freeze',
  unfreeze: 'freeze',
  release: 'release',
  rebuild: 'rebuild',
  heartbeat: 'heartbeat',
  recovery: 'recovery',
  recoveryEnd: 'recovery',
  recoveryStop: 'recovery',
};

/** Kinds in the order of their codes, 0 to 10. */
export const actKinds: readonly ActKind[] = [
  'charter',
  'relays',
  'notice',
  'freeze',
  'unfreeze',
  'release',
  'rebuild',
  'heartbeat',
  'recovery',
  'recoveryEnd',
  'recoveryStop',
];
