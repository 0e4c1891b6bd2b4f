import type { Engine } from '../engine.ts';
import type { RejoinRecord } from '../storage/rejoin-record.ts';

/** To ask for help with, of which nothing was sent yet. */
export function freshRequest({ crypto, clock }: Pick<Engine, 'crypto' | 'clock'>): RejoinRecord {
  return {
    privateKey: crypto.random(32),
    requestId: crypto.random(16),
    tries: 0,
    askAtMs: clock.now(),
    guides: [],
  };
}
