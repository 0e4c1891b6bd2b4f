import type { ConversationId, Handset, IdentityId } from './api.ts';
import type { ConversationHandle } from './conversation/conversation.ts';
import type { Engine } from './engine.ts';
import { handsetError } from './error.ts';
import { leavesOf } from './group/leaves.ts';
import { toHex } from './hex.ts';

/** What lies under a conversation, for tests and simulations: nothing of it is a secret, and nothing in it is for people. */
export interface Inspection {
  /** MLS epoch. */
  readonly epoch: string;
  /** Hex of the MLS `epoch_authenticator`: the same at all who are in the same epoch of the same group. */
  readonly authenticator: string;
  /** Identities of the members, sorted. */
  readonly roster: readonly IdentityId[];
  /** Envelopes that no key opens, and frames that are missing. */
  readonly puzzles: number;
  readonly missing: number;
}

const inspection: unique symbol = Symbol('sotto.inspection');

type Inspect = (id: ConversationId) => Promise<Inspection>;
export type Inspectable = { readonly [inspection]: Inspect };

/** Looks under a conversation. @throws CONVERSATION_UNKNOWN, HANDSET_LOCKED */
export function inspect(handset: Handset, id: ConversationId): Promise<Inspection> {
  const look = (handset as Partial<Inspectable>)[inspection];
  if (look === undefined)
    throw handsetError('HANDSET_LOCKED', 'This is no handset that can be looked into.');
  return look(id);
}

/** What a handset carries so that it can be looked into. */
export function inspectable(
  engine: Engine,
  get: (id: ConversationId) => ConversationHandle,
): Inspectable {
  return {
    [inspection]: (id) =>
      get(id).look(({ group, epochs, record }) => ({
        epoch: String(group.context.epoch),
        authenticator: toHex(epochs.at(-1)?.authenticator ?? new Uint8Array(0)),
        roster: leavesOf(engine.mls, group)
          .identities()
          .map((identity) => toHex(identity) as IdentityId)
          .toSorted(),
        puzzles: record.puzzles,
        missing: record.missing,
      })),
  };
}
