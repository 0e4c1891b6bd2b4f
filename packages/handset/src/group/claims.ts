import type { Clock } from '@sotto/core';
import type { ConversationId } from '../api.ts';
import { handsetLimits } from '../limits.ts';

/** What others say of epochs that this device has not come to. */
export interface Claims {
  readonly note: (id: ConversationId, epoch: bigint) => void;
  readonly of: (id: ConversationId) => Claim | undefined;
  readonly forget: (id: ConversationId) => undefined;
  /** Whether a device that compares its epochs with ours is answered now; that it was is kept for a while. */
  readonly mayAnswer: (id: ConversationId, device: string) => boolean;
}

export interface Claim {
  readonly epoch: bigint;
  readonly sinceMs: number;
}

export function createClaims(clock: Pick<Clock, 'now'>): Claims {
  const claims = new Map<ConversationId, Claim>();
  const answered = new Map<string, number>();
  return {
    note: (id, epoch) => {
      const before = claims.get(id);
      // The first one counts: who keeps hearing of later epochs is no less behind.
      if (before === undefined) claims.set(id, { epoch, sinceMs: clock.now() });
    },
    of: (id) => claims.get(id),
    forget: (id) => {
      claims.delete(id);
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
