import type { ConversationId } from '../api.ts';

/**
 * In which epochs this device may have sent something in a life that it does not remember: those up to the end of the chain as it was
 * when it first looked in this run. In each of them it leaves out some numbers before it sends. Later ones did not exist before.
 */
export interface Heads {
  /** The conversation began in this run, with keys of this run: there was nothing before. */
  readonly begun: (id: ConversationId) => void;
  /** The chain ends here now; counts the first time only. */
  readonly seen: (id: ConversationId, epoch: bigint) => void;
  readonly isDubious: (id: ConversationId, epoch: bigint) => boolean;
  /** Numbers were left out in this epoch. */
  readonly skipped: (id: ConversationId, epoch: bigint) => void;
}

export function createHeads(): Heads {
  const ends = new Map<ConversationId, bigint>();
  const done = new Set<string>();
  return {
    begun: (id) => void ends.set(id, -1n),
    seen: (id, epoch) => {
      if (!ends.has(id)) ends.set(id, epoch);
    },
    isDubious: (id, epoch) => epoch <= (ends.get(id) ?? epoch) && !done.has(`${id}/${epoch}`),
    skipped: (id, epoch) => void done.add(`${id}/${epoch}`),
  };
}
