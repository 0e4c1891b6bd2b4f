import type { Crypto, Records } from '@sotto/core';
import { systemClock } from '../src/system-clock.ts';
import type { TableName, TableRegistry } from '../src/vault/roots/registry.ts';
import type { SealedStore } from '../src/vault/sealed-store.ts';
import type { NewCover, VaultParts } from '../src/vault/vault-parts.ts';
import { wipeVault } from '../src/vault/wipe.ts';

const mark = { table: 'self', id: 'self' } as const;

/** A vault without a handset around it. Its covers hold one record. */
export function vaultParts(records: Records, crypto: Crypto): VaultParts {
  return {
    ...{ records, crypto, clock: systemClock },
    random: (length) => crypto.random(length),
    headerRandom: (length) => crypto.random(length),
    elapsedMs: () => performance.now(),
    wipe: () =>
      wipeVault({ records, random: (length) => crypto.random(length), clock: systemClock }),
    cover: { isAlwaysMade: true, isIn, make: plainCover },
  };
}

/** A registry that takes tables of any name, all as `bulk`, for what is tested without a handset. */
export function anyTables(): TableRegistry {
  const seen = new Map<string, TableName>();
  return {
    find: (table) => {
      seen.set(`${table.kind} ${table.name}`, table);
      return { group: '', weight: 'bulk' };
    },
    tablesOf: ({ weight }) => (weight === 'bulk' ? [...seen.values()] : []),
    uncounted: [],
    groupsIn: async () => [''],
    afterTampering: [],
  };
}

export const plainCover = async (): Promise<NewCover> => ({
  first: [{ put: mark, value: new TextEncoder().encode('cover') }],
  beside: [],
});

async function isIn(volume: Pick<SealedStore, 'get'>): Promise<boolean> {
  return (await volume.get(mark)) !== undefined;
}
