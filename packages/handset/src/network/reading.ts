import { decodeReading, encodeReading } from '../storage/network-record.ts';
import type { NetworkReading } from '../storage/network-record.ts';
import { tables } from '../storage/tables.ts';
import type { Transaction } from '../storage/transaction.ts';
import type { SealedStore } from '../vault/sealed-store.ts';

const name = { table: tables.network, id: 'reading' } as const;

/** When the log was read last, and what went wrong then. */
export interface Reading {
  readonly now: () => NetworkReading;
  /** Has `tx` store it; memory follows its commit. */
  readonly put: (tx: Pick<Transaction, 'put' | 'follow'>, reading: NetworkReading) => void;
}

/** @throws VAULT_BROKEN, VAULT_NEWER */
export async function loadReading(store: SealedStore): Promise<Reading> {
  const read = async (): Promise<NetworkReading> => {
    const stored = await store.get(name);
    return stored ? decodeReading(stored) : { readAtMs: 0, trouble: undefined };
  };
  let reading = await read();
  return {
    now: () => reading,
    put: (tx, next) =>
      tx.follow({
        writing: () => {
          reading = next;
          tx.put(name, encodeReading(next));
        },
        failed: async () => {
          reading = await read();
        },
      }),
  };
}
