import { eraseGroup } from '@sotto/mls';
import type { GroupState } from '@sotto/mls';
import { bytesEqual } from '@sotto/protocol';
import type { ConversationId } from '../api.ts';

/** States that commits of one's own lead to, while it is not known whether they count; so that they need not be read from the store again. */
export interface MadeCommits {
  readonly keep: (id: ConversationId, body: Uint8Array, accepted: GroupState) => void;
  /** The state for this very commit, given over. */
  readonly take: (id: ConversationId, body: Uint8Array) => GroupState | undefined;
  readonly erase: () => void;
}

export function createMadeCommits(): MadeCommits {
  const made = new Map<
    ConversationId,
    { readonly body: Uint8Array; readonly accepted: GroupState }
  >();
  return {
    keep: (id, body, accepted) => void made.set(id, { body, accepted }),
    take: (id, body) => {
      const found = made.get(id);
      if (found === undefined || !bytesEqual(found.body, body)) return undefined;
      made.delete(id);
      return found.accepted;
    },
    erase: () => {
      for (const { accepted } of made.values()) eraseGroup(accepted);
      made.clear();
    },
  };
}
