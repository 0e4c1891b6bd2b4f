import { encodeLogPosition, openActLog, parseLogPosition, startLogPosition } from '@sotto/actlog';
import type { ActLog, Follow, LogPosition } from '@sotto/actlog';
import { isSottoError } from '@sotto/core';
import { handsetError } from '../error.ts';
import { newerRecord } from '../storage/fields.ts';
import { decodeNetworkEntry, encodeNetworkEntry } from '../storage/network-entry.ts';
import type { NetworkEntry } from '../storage/network-entry.ts';
import { tables } from '../storage/tables.ts';
import type { Transaction } from '../storage/transaction.ts';
import type { SealedStore } from '../vault/sealed-store.ts';

const name = { table: tables.network, id: 'position' } as const;

/** A follow that went on. */
export type Gained = Extract<Follow, { readonly outcome: 'current' | 'advanced' }>;

/** The act log of the network as it is stored. Its entries are read when something needs them. */
export interface KeptLog {
  /** Up to the head that was stored last; `undefined` before the first. */
  readonly position: () => LogPosition | undefined;
  /** The log of this pin; empty before the first head. @throws VAULT_BROKEN */
  readonly open: (pin: Uint8Array) => Promise<ActLog>;
  /** Has `tx` store what was gained; `adopt` follows its commit. */
  readonly put: (tx: Pick<Transaction, 'put'>, gained: Gained) => void;
  readonly adopt: (log: ActLog) => void;
  /** Before `before`, newest first. */
  readonly page: (before: number, limit: number) => Promise<readonly IndexedEntry[]>;
  /** @throws VAULT_BROKEN when it is not there */
  readonly entry: (index: number) => Promise<NetworkEntry>;
}

export interface IndexedEntry extends NetworkEntry {
  readonly index: number;
}

/** @throws VAULT_BROKEN, VAULT_NEWER */
export async function loadKeptLog(store: SealedStore): Promise<KeptLog> {
  const stored = await store.get(name);
  let position = stored && whole(() => parseLogPosition(stored));
  let opened: Promise<ActLog> | undefined;

  const readAll = async (pin: Uint8Array): Promise<ActLog> => {
    const entries: Uint8Array[] = [];
    for await (const { ordinal, value } of store.range(tables.networkEntries, {})) {
      if (ordinal !== entries.length) throw broken();
      entries.push(decodeNetworkEntry(value, ordinal).bytes);
    }
    return whole(() => openActLog(position ?? startLogPosition(pin), entries));
  };

  return {
    position: () => position,
    open: async (pin) => {
      opened ??= readAll(pin);
      try {
        return await opened;
      } catch (error) {
        opened = undefined;
        throw error;
      }
    },
    put: (tx, { log, outcomes }) => {
      tx.put(name, encodeLogPosition(log.position));
      const judged = new Map(outcomes.map((outcome) => [outcome.index, outcome]));
      // From the first that is new, or was held until now.
      const from = Math.min(position?.head?.size ?? 0, outcomes[0]?.index ?? log.size);
      for (const [at, bytes] of log.entries.slice(from).entries()) {
        const index = from + at;
        const value = encodeNetworkEntry({ bytes, outcome: judged.get(index) });
        tx.put({ table: tables.networkEntries, ordinal: index }, value);
      }
    },
    adopt: (log) => {
      ({ position } = log);
      opened = Promise.resolve(log);
    },
    page: async (before, limit) => {
      const found: IndexedEntry[] = [];
      const range = { to: before, limit, reverse: true };
      for await (const { ordinal, value } of store.range(tables.networkEntries, range))
        found.push({ index: ordinal, ...decodeNetworkEntry(value, ordinal) });
      return found;
    },
    entry: async (index) => {
      const value = await store.get({ table: tables.networkEntries, ordinal: index });
      if (value === undefined) throw broken();
      return decodeNetworkEntry(value, index);
    },
  };
}

/** What was sealed here and is not whole is a fault of ours or of the medium. */
function whole<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (isSottoError(cause, 'ACT_LOG_VERSION_UNSUPPORTED')) throw newerRecord({ cause });
    if (isSottoError(cause)) throw broken(cause);
    throw cause;
  }
}

function broken(cause?: unknown): Error {
  return handsetError('VAULT_BROKEN', 'The log of the network is not whole.', { cause });
}
