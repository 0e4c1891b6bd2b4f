import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { encodeRejoin } from '../storage/rejoin-record.ts';
import type { RejoinRecord } from '../storage/rejoin-record.ts';
import { tables } from '../storage/tables.ts';

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

/** Has a device that is out ask whether it was let in again. */
export function beginAsking(
  engine: Pick<Engine, 'clock' | 'crypto'>,
  { record, tx }: Pick<ConversationDraft, 'record' | 'tx'>,
): void {
  tx.put({ table: tables.rejoin, id: record.id }, encodeRejoin(freshRequest(engine)));
}

/** It was told that it is out, or asked long enough. */
export function stopAsking({ record, tx }: Pick<ConversationDraft, 'record' | 'tx'>): void {
  tx.remove({ table: tables.rejoin, id: record.id });
}
