import { handsetLimits } from '../limits.ts';
import { decodeCollected, encodeCollected } from '../storage/collected-record.ts';
import type { CollectedRecord } from '../storage/collected-record.ts';
import { tables } from '../storage/tables.ts';
import type { SealedStore } from '../vault/sealed-store.ts';

/** Where a locked handset puts what comes: one table, behind what an earlier lock left there. */
export interface Inbox {
  /**
   * Stores as many of the envelopes, in order, as there is room for; durable when resolved.
   * @returns how many. @throws STORAGE_FULL, HANDSET_LOCKED
   */
  readonly put: (envelopes: readonly CollectedRecord[]) => Promise<number>;
  /** Envelopes in it. */
  readonly count: () => number;
}

/** @throws VAULT_NEWER, HANDSET_LOCKED */
export async function openInbox(store: SealedStore): Promise<Inbox> {
  let next = 0;
  let count = 0;
  let bytes = 0;
  for await (const { ordinal, value } of store.range(tables.collected, {})) {
    next = ordinal + 1;
    count += 1;
    bytes += costOf(decodeCollected(value));
  }

  return {
    count: () => count,
    put: async (envelopes) => {
      const { maxCollected, maxCollectedBytes } = handsetLimits;
      const fitting: CollectedRecord[] = [];
      let filled = bytes;
      for (const envelope of envelopes) {
        filled += costOf(envelope);
        if (filled > maxCollectedBytes || count + fitting.length >= maxCollected) break;
        fitting.push(envelope);
      }
      const from = next;
      // Taken before anything waits: those who store at the same time find other places, and less room.
      next += fitting.length;
      count += fitting.length;
      const added = fitting.reduce((sum, envelope) => sum + costOf(envelope), 0);
      bytes += added;
      try {
        await store.write(
          fitting.map((envelope, index) => ({
            put: { table: tables.collected, ordinal: from + index },
            value: encodeCollected(envelope),
          })),
        );
      } catch (error) {
        count -= fitting.length;
        bytes -= added;
        throw error;
      }
      return fitting.length;
    },
  };
}

function costOf({ body }: CollectedRecord): number {
  return handsetLimits.envelopeMemoryBytes + body.length;
}
