import type { Clock } from '@sotto/core';
import type { ConversationId } from '../api.ts';
import { handsetLimits } from '../limits.ts';
import type { Leaf } from './leaves.ts';

/**
 * What others say of epochs that this device has not come to, or of another side of the group. A word alone moves nobody: it makes this
 * device ask for what it would take to be there.
 */
export interface Claims {
  readonly note: (id: ConversationId, claim: Pick<Claim, 'epoch' | 'isSplit' | 'by'>) => void;
  readonly of: (id: ConversationId) => Claim | undefined;
  readonly forget: (id: ConversationId) => undefined;
  /** Since when a device that is out says that its side of a split stays; from now on when it did not before, or was silent for longer than reports are apart. By the clock. */
  readonly outsiderSince: (id: ConversationId, device: string) => number;
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
  const outsiders = new Map<string, { readonly sinceMs: number; readonly heardMs: number }>();
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
    outsiderSince: (id, device) => {
      const key = `${id} ${device}`;
      const nowMs = clock.now();
      for (const [each, { heardMs }] of outsiders)
        if (Math.abs(nowMs - heardMs) > 2 * handsetLimits.maxReportWaitMs) outsiders.delete(each);
      const sinceMs = outsiders.get(key)?.sinceMs ?? nowMs;
      outsiders.set(key, { sinceMs, heardMs: nowMs });
      return sinceMs;
    },
    saysOut: (id, identity) => {
      const said = (outSaid.get(id) ?? new Set()).add(identity);
      outSaid.set(id, said);
      return [...said];
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
