import { decodeSeen, encodeSeen } from '../storage/network-record.ts';
import { tables } from '../storage/tables.ts';
import type { SealedStore } from '../vault/sealed-store.ts';

const name = { table: tables.network, id: 'seen' } as const;

/** Notices that the person has read. */
export interface Seen {
  readonly has: (notice: number) => boolean;
  /** Of those that do not stand any more nothing is kept. */
  readonly add: (notice: number, standing: readonly number[]) => Promise<void>;
}

/** @throws VAULT_BROKEN, VAULT_NEWER */
export async function loadSeen(store: SealedStore): Promise<Seen> {
  const stored = await store.get(name);
  let seen = new Set(stored ? decodeSeen(stored) : []);
  return {
    has: (notice) => seen.has(notice),
    add: async (notice, standing) => {
      const kept = [...seen, notice].filter((each) => standing.includes(each));
      if (kept.length === seen.size && seen.has(notice)) return;
      await store.write([{ put: name, value: encodeSeen([...new Set(kept)]) }]);
      seen = new Set(kept);
    },
  };
}
