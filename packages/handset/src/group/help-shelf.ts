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
  /** Notes that help by an identity was not followed, as it makes somebody an admin who was none. @param where it leads, in words of one's own */
  readonly refuse: (id: ConversationId, by: Uint8Array, where: string) => void;
  /** Who led there. */
  readonly refusedBy: (id: ConversationId, where: string) => readonly Uint8Array[];
  readonly forget: (id: ConversationId) => void;
}

export interface HelpGiven extends Help {
  /** By one who is an admin as far as this device knows. */
  readonly isOfAdmin: boolean;
  /** Identity of the one who gave it. */
  readonly by: Uint8Array;
  readonly guides: readonly Guide[];
}

interface Refused extends Pick<HelpGiven, 'by'> {
  readonly where: string;
}

/** @param came called for each that is kept */
export function createHelpShelf(came: (id: ConversationId) => void): HelpShelf {
  const kept = new Map<ConversationId, readonly HelpGiven[]>();
  const refused = new Map<ConversationId, readonly Refused[]>();
  return {
    keep: (id, help) => {
      const others = besides(kept.get(id), help);
      // An admin's first: it may name new ones.
      kept.set(id, bounded(help.isOfAdmin ? [help, ...others] : [...others, help]));
      came(id);
    },
    take: (id) => {
      const [first, ...rest] = kept.get(id) ?? [];
      kept.set(id, rest);
      return first;
    },
    refuse: (id, by, where) => {
      const one = { by, where };
      refused.set(id, bounded([one, ...besides(refused.get(id), one)]));
    },
    refusedBy: (id, where) =>
      (refused.get(id) ?? []).filter((each) => each.where === where).map(({ by }) => by),
    forget: (id) => {
      kept.delete(id);
      refused.delete(id);
    },
  };
}

function besides<T extends Pick<HelpGiven, 'by'>>(
  all: readonly T[] = [],
  { by }: Pick<HelpGiven, 'by'>,
): readonly T[] {
  return all.filter((each) => !bytesEqual(each.by, by));
}

function bounded<T>(all: readonly T[]): readonly T[] {
  return all.slice(0, handsetLimits.maxAskedForHelp);
}
