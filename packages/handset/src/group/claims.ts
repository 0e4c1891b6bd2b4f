import type { Clock } from '@sotto/core';
import type { ConversationId } from '../api.ts';

/** What others say of epochs that this device has not come to. */
export interface Claims {
  readonly note: (id: ConversationId, epoch: bigint) => void;
  readonly of: (id: ConversationId) => Claim | undefined;
  readonly forget: (id: ConversationId) => undefined;
}

export interface Claim {
  readonly epoch: bigint;
  readonly sinceMs: number;
}

export function createClaims(clock: Pick<Clock, 'now'>): Claims {
  const claims = new Map<ConversationId, Claim>();
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
  };
}
