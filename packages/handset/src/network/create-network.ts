import type { Network, NetworkApi } from '../api.ts';
import { syncKeys } from '../devices/sync-keys.ts';
import { tellSiblings } from '../devices/tell-siblings.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { toHex } from '../hex.ts';
import { beginTransaction } from '../storage/transaction.ts';
import { parseCharterHash } from './pin.ts';

/** The network as the public face of a running handset shows it. */
export function createNetwork(engine: Engine): NetworkApi {
  const { pin, store, events, stopping } = engine;

  const view = async (): Promise<Network> => {
    stopping.throwIfAborted();
    const hash = pin.hash();
    return hash === undefined ? { state: 'none' } : { state: 'waiting', charterHash: toHex(hash) };
  };

  return {
    view,
    join: async (charterHash) => {
      stopping.throwIfAborted();
      const hash = parseCharterHash(charterHash);
      const isNew = pin.hash() === undefined;
      const tx = beginTransaction(store);
      pin.put(tx, hash);
      if (isNew) await tellSiblings(engine, tx, syncKeys.network, hash);
      await tx.commit();
      engine.devicesChanged();
      const network = await view();
      if (isNew) events.emit({ type: 'network', network });
      return network;
    },
    refresh: async (options) => {
      options?.signal?.throwIfAborted();
      return view();
    },
    acts: async () => [],
    markSeen: async () => {},
    evidence: async () => [],
    exportLog: async () => unread(),
    importLog: async () => unread(),
  };
}

function unread(): never {
  throw handsetError('NETWORK_UNKNOWN', 'Nothing was read of the log of a network.');
}
