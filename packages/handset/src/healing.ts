import type { Healing } from './api.ts';
import { encodeFields, readFields } from './storage/fields.ts';
import { tables } from './storage/tables.ts';
import type { Transaction } from './storage/transaction.ts';
import type { SealedStore } from './vault/sealed-store.ts';

/** What was mended, and what was not, since the handset was made. Counted in the transactions in which it happens. */
export interface HealingBook {
  readonly counts: () => HealingCounts;
  /** Adds to the counts and puts them into `tx`, which must be committed at once: the last writer's counts stay. */
  readonly add: (tx: Pick<Transaction, 'put'>, more: Partial<HealingCounts>) => void;
}

export type HealingCounts = Omit<Healing, 'missing'>;

const name = { table: tables.healing, id: 'healing' } as const;
const version = 1;

export async function loadHealing(store: SealedStore): Promise<HealingBook> {
  const stored = await store.get(name);
  let counts = stored ? decode(stored) : { repaired: 0, lost: 0, forksHealed: 0, rejoined: 0 };
  return {
    counts: () => counts,
    add: (tx, more) => {
      counts = {
        repaired: counts.repaired + (more.repaired ?? 0),
        lost: counts.lost + (more.lost ?? 0),
        forksHealed: counts.forksHealed + (more.forksHealed ?? 0),
        rejoined: counts.rejoined + (more.rejoined ?? 0),
      };
      const { repaired, lost, forksHealed, rejoined } = counts;
      tx.put(name, encodeFields(version, [repaired, lost, forksHealed, rejoined]));
    },
  };
}

function decode(value: Uint8Array): HealingCounts {
  const fields = readFields(value, version);
  const counts = {
    repaired: fields.number(),
    lost: fields.number(),
    forksHealed: fields.number(),
    rejoined: fields.number(),
  };
  fields.end();
  return counts;
}
