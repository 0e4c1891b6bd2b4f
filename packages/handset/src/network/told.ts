import { toHex } from '../hex.ts';
import { handsetLimits } from '../limits.ts';
import { decodeTold, encodeTold } from '../storage/network-record.ts';
import type { NetworkTold } from '../storage/network-record.ts';
import { tables } from '../storage/tables.ts';
import type { Transaction } from '../storage/transaction.ts';
import type { SealedStore } from '../vault/sealed-store.ts';

const name = { table: tables.network, id: 'told' } as const;

/** Which devices were told of the log and of alarms, so that none is told twice of one thing, over starts of this handset too. */
export interface Told {
  /** Of what has this device been told already? `size`: of our log; of alarms, when the latest was signed. */
  readonly has: (device: Uint8Array, what: TellKind, size: number) => boolean;
  /** Has `tx` store that it is told now; memory follows its commit. */
  readonly put: (
    tx: Pick<Transaction, 'put' | 'follow'>,
    device: Uint8Array,
    what: TellKind,
    size: number,
  ) => void;
}

export type TellKind = 'log' | 'head' | 'evidence' | 'alarm';

/** Before anything was told. */
const never = -1;

/** @throws VAULT_BROKEN, VAULT_NEWER */
export async function loadTold(store: SealedStore): Promise<Told> {
  const read = async (): Promise<Map<string, NetworkTold>> => {
    const stored = await store.get(name);
    const told = stored ? decodeTold(stored) : [];
    return new Map(told.map((each) => [toHex(each.device), each]));
  };
  let told = await read();
  return {
    has: (device, what, size) => (told.get(toHex(device))?.[what] ?? never) >= size,
    put: (tx, device, what, size) =>
      tx.follow({
        writing: () => {
          const key = toHex(device);
          const before = told.get(key) ?? {
            device,
            log: never,
            head: never,
            evidence: never,
            alarm: never,
          };
          told.delete(key);
          told.set(key, { ...before, [what]: size });
          if (told.size > handsetLimits.maxNetworkTold) told.delete(told.keys().next().value!);
          tx.put(name, encodeTold([...told.values()]));
        },
        failed: async () => {
          told = await read();
        },
      }),
  };
}
