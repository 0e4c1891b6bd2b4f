import { bytesEqual } from '@sotto/protocol';
import type { ConversationId } from '../api.ts';
import { handsetLimits } from '../limits.ts';
import type { Guide } from '../storage/rejoin-record.ts';
import type { Help } from './help.ts';

/** Help that came and was not used yet, one of each who gave some. Not stored: after a crash it is asked for again. */
export interface HelpShelf {
  readonly keep: (id: ConversationId, help: HelpGiven) => void;
  /** The next one, which is gone then. */
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
  const kept = new Map<ConversationId, readonly HelpGiven[]>();
  return {
    keep: (id, help) => {
      const others = (kept.get(id) ?? []).filter(({ by }) => !bytesEqual(by, help.by));
      // An admin's first: it may name new ones.
      const all = help.isOfAdmin ? [help, ...others] : [...others, help];
      kept.set(id, all.slice(0, handsetLimits.maxAskedForHelp));
      came(id);
    },
    take: (id) => {
      const [first, ...rest] = kept.get(id) ?? [];
      if (rest.length === 0) kept.delete(id);
      else kept.set(id, rest);
      return first;
    },
  };
}
