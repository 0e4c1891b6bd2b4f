import type { ConversationId } from '../api.ts';
import type { Guide } from '../storage/rejoin-record.ts';
import type { Help } from './help.ts';

/** Help that came and was not used yet. Not stored: after a crash it is asked for again. */
export interface HelpShelf {
  readonly keep: (id: ConversationId, help: HelpGiven) => void;
  readonly take: (id: ConversationId) => HelpGiven | undefined;
}

export interface HelpGiven extends Help {
  /** By one who is an admin as far as this device knows. */
  readonly isOfAdmin: boolean;
  /** Identity of the one who gave it. */
  readonly by: Uint8Array;
  readonly guides: readonly Guide[];
}

/** @param came called for each that is kept */
export function createHelpShelf(came: (id: ConversationId) => void): HelpShelf {
  const kept = new Map<ConversationId, HelpGiven>();
  return {
    keep: (id, help) => {
      // Of two, an admin's: it may name new ones.
      if (help.isOfAdmin || kept.get(id)?.isOfAdmin !== true) kept.set(id, help);
      came(id);
    },
    take: (id) => {
      const found = kept.get(id);
      kept.delete(id);
      return found;
    },
  };
}
