import type { Clock } from '@sotto/core';
import type { ConversationId } from '../api.ts';
import { handsetLimits } from '../limits.ts';
import { beginWait, isOver } from '../wait.ts';
import type { Leaf } from './leaves.ts';

/**
 * What others say of epochs that this device has not come to, or of another side of the group. A word alone moves nobody: it makes this
 * device ask for what it would take to be there.
 */
export interface Claims {
  readonly note: (id: ConversationId, claim: Pick<Claim, 'epoch' | 'isSplit' | 'by'>) => void;
  readonly of: (id: ConversationId) => Claim | undefined;
  readonly forget: (id: ConversationId) => undefined;
  /**
   * Notes that a device says that it is on a side of a split that stays, or asks for help from where nobody else gives it.
   * @returns whether it has been for long, without being silent for longer than reports are apart
   */
  readonly saysForLong: (id: ConversationId, device: string) => boolean;
  /** Notes that somebody asks from another side of a split to be let in on this one. */
  readonly isElsewhere: (id: ConversationId, identity: string) => void;
  readonly isHere: (id: ConversationId, identity: string) => void;
  /** Whether all of these have been asking from another side for long enough. */
  readonly areElsewhere: (id: ConversationId, identities: readonly string[]) => boolean;
  /** Notes that somebody says that this device is out. @returns all who said so, in hex */
  readonly saysOut: (id: ConversationId, identity: string) => readonly string[];
  /** Whether a device that compares its epochs with ours is answered now; that it was is kept for a while. */
  readonly mayAnswer: (id: ConversationId, device: string) => boolean;
}

export interface Claim {
  readonly epoch: bigint;
  /** On another side, which stays; else further along the same chain. */
  readonly isSplit: boolean;
  /** The device that said it last, and where it reads; `undefined` when that is not known any more. */
  readonly by: Leaf | undefined;
  readonly sinceMs: number;
}

export function createClaims(clock: Pick<Clock, 'now'>): Claims {
  const claims = new Map<ConversationId, Claim>();
  const answered = new Map<string, number>();
  const said = createHeard(clock);
  const elsewhere = createHeard(clock);
  const outSaid = new Map<ConversationId, Set<string>>();
  return {
    note: (id, claim) => {
      const before = claims.get(id);
      // The first one counts: who keeps hearing of later epochs is no less behind. A split does not pass by waiting.
      const isKept = before !== undefined && (before.isSplit || !claim.isSplit);
      const sinceMs = before?.sinceMs ?? clock.now();
      claims.set(id, isKept ? { ...before, by: claim.by } : { ...claim, sinceMs });
    },
    of: (id) => claims.get(id),
    forget: (id) => {
      claims.delete(id);
      outSaid.delete(id);
    },
    saysForLong: (id, device) => {
      said.hear(`${id} ${device}`);
      return said.isForLong(`${id} ${device}`);
    },
    isElsewhere: (id, identity) => elsewhere.hear(`${id} ${identity}`),
    isHere: (id, identity) => elsewhere.forget(`${id} ${identity}`),
    areElsewhere: (id, identities) =>
      identities.every((identity) => elsewhere.isForLong(`${id} ${identity}`)),
    saysOut: (id, identity) => {
      const all = (outSaid.get(id) ?? new Set()).add(identity);
      outSaid.set(id, all);
      return [...all];
    },
    mayAnswer: (id, device) => {
      const nowMs = clock.now();
      for (const [each, atMs] of answered)
        if (Math.abs(nowMs - atMs) >= handsetLimits.reportAnswerMs) answered.delete(each);
      const key = `${id} ${device}`;
      if (answered.has(key)) return false;
      answered.set(key, nowMs);
      return true;
    },
  };
}

/** What is said again and again. It begins anew after a silence that is longer than reports are apart. */
interface Heard {
  readonly hear: (key: string) => void;
  readonly isForLong: (key: string) => boolean;
  readonly forget: (key: string) => void;
}

function createHeard(clock: Pick<Clock, 'now'>): Heard {
  const all = new Map<string, { readonly sinceMs: number; readonly heardMs: number }>();
  const dropOld = (): void => {
    const nowMs = clock.now();
    for (const [each, { heardMs }] of all)
      if (Math.abs(nowMs - heardMs) > 2 * handsetLimits.maxReportWaitMs) all.delete(each);
  };
  return {
    hear: (key) => {
      dropOld();
      const heardMs = clock.now();
      all.set(key, { sinceMs: all.get(key)?.sinceMs ?? heardMs, heardMs });
    },
    isForLong: (key) => {
      dropOld();
      const sinceMs = all.get(key)?.sinceMs;
      if (sinceMs === undefined) return false;
      return isOver(beginWait(sinceMs, handsetLimits.outsiderHeardMs), clock.now());
    },
    forget: (key) => void all.delete(key),
  };
}
