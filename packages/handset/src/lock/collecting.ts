import { isSottoError } from '@sotto/core';
import { erase } from '../bytes.ts';
import type { SealedRecords } from '../vault/sealed-records.ts';
import { startCollector } from './collector.ts';
import type { CollectorParts } from './collector.ts';
import { openInbox } from './inbox.ts';

/** A handset that is locked and listens. */
export interface Collecting {
  readonly count: () => number;
  readonly nudge: () => void;
  /** Resolves when it listens no more, writes no more, and has overwritten its keys. */
  readonly end: () => Promise<void>;
}

/** What a vault that was locked has left for it: a store of the one table `collected`. */
export type Kept = Awaited<ReturnType<SealedRecords['apart']>>;

export type CollectingParts = Omit<CollectorParts, 'inbox' | 'stored'> & {
  readonly kept: Kept;
  readonly told: ((envelopes: number) => void) | undefined;
};

/** Begins to collect; `undefined` when the inbox cannot be read: then all keys are overwritten, and what comes stays at the relays. */
export async function startCollecting({
  kept,
  told,
  ...parts
}: CollectingParts): Promise<Collecting | undefined> {
  try {
    const inbox = await openInbox(kept.store);
    const collector = startCollector({ ...parts, inbox, stored: () => told?.(inbox.count()) });
    return {
      count: inbox.count,
      nudge: collector.nudge,
      end: async () => {
        await collector.stop();
        await kept.lock();
      },
    };
  } catch (error) {
    const code = isSottoError(error) ? error.code : 'VAULT_BROKEN';
    parts.log.warn('handset.cannot-collect', { code });
    erase(...parts.mailboxes.map(({ mailbox }) => mailbox.readSeed));
    await kept.lock();
    return undefined;
  }
}
