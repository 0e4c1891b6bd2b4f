import type { ConversationId } from '../api.ts';
import { handsetLimits } from '../limits.ts';
import type { EpochRecord } from '../storage/epoch-record.ts';

/**
 * Where this handset has written since it was started. Another copy of its store may have gone on in the life in which the copy was made, into epochs that this one
 * comes to only now: their first keys are left out as those of the epoch of then are. Not stored: who starts anew is in a later life.
 */
export interface FirstKeys {
  /** How many keys are left out before the first frame in an epoch; 0 where something was written in it since the start. */
  readonly leftOut: (id: ConversationId, epochs: readonly Epoch[]) => number;
  /** Something was written in the last of the epochs. @param before the life in which it was the last time */
  readonly wrote: (
    id: ConversationId,
    epochs: readonly Epoch[],
    before: number,
    life: number,
  ) => void;
}

type Epoch = Pick<EpochRecord, 'epoch' | 'madeInLife'>;

interface Written {
  /** The lives of the last frame before this start, and of the first since. */
  readonly before: number;
  readonly since: number;
  readonly epoch: bigint | undefined;
}

export function createFirstKeys(): FirstKeys {
  const written = new Map<ConversationId, Written>();
  return {
    leftOut: (id, epochs) => {
      const now = written.get(id);
      if (now === undefined || now.epoch === epochs.at(-1)?.epoch) return 0;
      // No copy of before is behind a commit of one's own: it has not the keys.
      if (epochs.some(({ madeInLife }) => madeInLife >= now.since)) return 0;
      return (now.since - now.before) * handsetLimits.maxFramesPerLife;
    },
    wrote: (id, epochs, before, life) => {
      const { before: first, since } = written.get(id) ?? { before, since: life };
      written.set(id, { before: first, since, epoch: epochs.at(-1)?.epoch });
    },
  };
}
