import type { DropReason } from './api.ts';
import { decodeDrops, encodeDrops } from './storage/self-record.ts';
import type { DropCounts } from './storage/self-record.ts';
import { tables } from './storage/tables.ts';
import type { Transaction } from './storage/transaction.ts';
import type { SealedStore } from './vault/sealed-store.ts';

/** How many envelopes were dropped. Counted in the transaction that moves the mailbox's position past them. */
export interface Drops {
  readonly counts: () => DropCounts;
  /** Adds to the counts and puts them into `tx`, which must be committed at once: the last writer's counts stay. */
  readonly add: (tx: Transaction, reasons: readonly DropReason[]) => void;
}

const name = { table: tables.drops, id: 'drops' } as const;

export async function loadDrops(store: SealedStore): Promise<Drops> {
  const stored = await store.get(name);
  const counts: Record<DropReason, number> = stored
    ? { ...decodeDrops(stored) }
    : { undecryptable: 0, replayed: 0, malformed: 0, forged: 0 };
  return {
    counts: () => ({ ...counts }),
    add: (tx, reasons) => {
      if (reasons.length === 0) return;
      for (const reason of reasons) counts[reason] += 1;
      tx.put(name, encodeDrops(counts));
    },
  };
}
