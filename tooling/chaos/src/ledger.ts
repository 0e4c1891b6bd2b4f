import type { ConversationKind, IdentityId, MessageId } from '@sotto/handset';

/** One conversation of a story, as everybody in it shares it. */
export interface Talk {
  /** Unique in a story. Names of groups begin with it. */
  readonly tag: string;
  readonly kind: ConversationKind;
}

/** A message that somebody tried to send. */
export interface Said {
  readonly number: number;
  readonly talk: string;
  /** The sender's handset and identity. */
  readonly by: string;
  readonly identity: IdentityId;
  readonly atMs: number;
  /** Who was a member when `send` was called, as the sender knew: all of them can read it, for the sender's state only goes forward. */
  readonly roster: readonly IdentityId[];
  readonly isPicture: boolean;
  /** `send` resolved: it can no longer be lost. Its id then. */
  readonly kept?: MessageId;
}

/** Somebody tried to change what a message says. `number` is that of the new text; absent for deleting. */
export interface Changed {
  readonly of: MessageId;
  readonly talk: string;
  readonly by: string;
  readonly number?: number;
}

/** A change of membership that was asked for: whether it came to be is another matter. */
export interface Asked {
  readonly talk: string;
  readonly who: IdentityId;
  readonly atMs: number;
}

/** Who was a member of a talk at one moment, as one handset knew. */
export interface Sighting {
  readonly talk: string;
  readonly by: string;
  readonly atMs: number;
  readonly roster: readonly IdentityId[];
}

/** All that was tried in one story, and by whom. */
export interface Ledger {
  readonly talks: readonly Talk[];
  readonly said: readonly Said[];
  readonly edits: readonly Changed[];
  readonly deletions: readonly Changed[];
  /** Asked to be added, the founders of a group included; and to be removed, or to leave. */
  readonly added: readonly Asked[];
  readonly gone: readonly Asked[];
  readonly sightings: readonly Sighting[];
  /** Calls that failed in a way that nothing excuses. */
  readonly surprises: readonly string[];
}

/** A ledger that is being written. */
export interface OpenLedger {
  readonly talks: Talk[];
  readonly said: Said[];
  readonly edits: Changed[];
  readonly deletions: Changed[];
  readonly added: Asked[];
  readonly gone: Asked[];
  readonly sightings: Sighting[];
  readonly surprises: string[];
}

export function createLedger(): OpenLedger {
  return {
    talks: [],
    said: [],
    edits: [],
    deletions: [],
    added: [],
    gone: [],
    sightings: [],
    surprises: [],
  };
}
