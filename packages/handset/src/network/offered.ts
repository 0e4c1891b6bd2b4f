import { decodePin, encodePin } from '../storage/network-record.ts';
import { tables } from '../storage/tables.ts';
import type { Transaction } from '../storage/transaction.ts';
import type { SealedStore } from '../vault/sealed-store.ts';

const name = { table: tables.network, id: 'offered' } as const;

/** The network that the last accepted invite named, while none is pinned: it is, once a home relay shows the same. */
export interface Offered {
  readonly hash: () => Uint8Array | undefined;
  /** Has `tx` store it; memory follows its commit. */
  readonly put: (tx: Pick<Transaction, 'put' | 'follow'>, charterHash: Uint8Array) => void;
}

/** @throws VAULT_BROKEN, VAULT_NEWER */
export async function loadOffered(store: SealedStore): Promise<Offered> {
  const read = async (): Promise<Uint8Array | undefined> => {
    const stored = await store.get(name);
    return stored && decodePin(stored);
  };
  let hash = await read();
  return {
    hash: () => hash,
    put: (tx, charterHash) =>
      tx.follow({
        writing: () => {
          hash = charterHash.slice();
          tx.put(name, encodePin(hash));
        },
        failed: async () => {
          hash = await read();
        },
      }),
  };
}
