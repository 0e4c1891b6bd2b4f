import type { ConversationId } from '../api.ts';
import type { Help } from './help.ts';

/** Help that came and was not used yet. Not stored: after a crash it is asked for again. */
export interface HelpShelf {
  readonly keep: (id: ConversationId, help: Help) => void;
  readonly take: (id: ConversationId) => Help | undefined;
}

/** @param came called for each that is kept */
export function createHelpShelf(came: (id: ConversationId) => void): HelpShelf {
  const kept = new Map<ConversationId, Help>();
  return {
    keep: (id, help) => {
      kept.set(id, help);
      came(id);
    },
    take: (id) => {
      const found = kept.get(id);
      kept.delete(id);
      return found;
    },
  };
}
