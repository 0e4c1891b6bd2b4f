import type { Crypto } from '@sotto/core';
import { concat, erase, utf8 } from '../bytes.ts';
import { vaultError } from './error.ts';

/** How the records of a table are named. The two kinds never share a table, whatever its name. */
export type TableKind = 'named' | 'ordered';

export interface TableKeys {
  /** 16 bytes that stand for the table; all its records' keys begin with them. */
  readonly blind: Uint8Array;
  /**
   * AES-256-GCM key of this table's records. Nonces are random, 96 bits: a key of its own for each table keeps the number of
   * seals under one key far below the 2^32 at which a repeated nonce reaches a chance of 2^-32 (NIST SP 800-38D §8.3).
   */
  readonly recordKey: Uint8Array;
}

/** The keys of an open vault. */
export interface KeyRing {
  readonly table: (name: string, kind: TableKind) => Promise<TableKeys>;
  /** A ring for this one table, in memory of its own: it outlives `erase`, and names nothing else. */
  readonly only: (name: string, kind: TableKind) => Promise<KeyRing>;
  /** The keys of the table for which these 16 bytes stand, if it is one of this vault: then its records open with them. */
  readonly tableOf: (blind: Uint8Array) => Promise<TableKeys>;
  /** 16 bytes that stand for `id` in the table of `blind`; the same id in another table gives others. */
  readonly blindId: (blind: Uint8Array, id: Uint8Array) => Promise<Uint8Array>;
  /** 32 bytes that stand for one record as it is sealed, in the sums of roots/multiset.ts. */
  readonly element: (key: Uint8Array, nonceAndTag: Uint8Array) => Promise<Uint8Array>;
  /** Overwrites every key. Nothing may be under way. */
  readonly erase: () => void;
}

const blindBytes = 16;
const maxCachedTables = 1_024;
const kindByte: Readonly<Record<TableKind, number>> = { named: 1, ordered: 2 };
const idByte = 3;

/** Derives the keys of each purpose by HKDF (RFC 5869) from the master key, which it overwrites. */
export async function createKeyRing(crypto: Crypto, masterKey: Uint8Array): Promise<KeyRing> {
  const nameKey = await crypto.hkdfExpand('SHA-256', masterKey, utf8('sotto vault 1 names'), 32);
  const tablesKey = await crypto.hkdfExpand(
    'SHA-256',
    masterKey,
    utf8('sotto vault 1 records'),
    32,
  );
  const rootKey = await crypto.hkdfExpand('SHA-256', masterKey, utf8('sotto vault 1 roots'), 32);
  erase(masterKey);
  const cache = new Map<string, TableKeys>();

  async function derive(name: string, kind: TableKind): Promise<TableKeys> {
    return tableOf(await blinded(Uint8Array.of(kindByte[kind]), utf8(name)));
  }

  async function tableOf(blind: Uint8Array): Promise<TableKeys> {
    const info = concat(utf8('sotto vault 1 table'), blind);
    return { blind, recordKey: await crypto.hkdfExpand('SHA-256', tablesKey, info, 32) };
  }

  async function blinded(...parts: readonly Uint8Array[]): Promise<Uint8Array> {
    return (await crypto.hmac('SHA-256', nameKey, concat(...parts))).slice(0, blindBytes);
  }

  const ring: KeyRing = {
    table: async (name, kind) => {
      const cacheKey = `${kind} ${name}`;
      const cached = cache.get(cacheKey);
      if (cached !== undefined) return cached;
      const keys = await derive(name, kind);
      // Whoever still uses a key that falls out here keeps it until done, so it is dropped and not overwritten.
      if (cache.size >= maxCachedTables) cache.delete(cache.keys().next().value ?? '');
      cache.set(cacheKey, keys);
      return keys;
    },
    only: async (name, kind) => {
      const { blind, recordKey } = await ring.table(name, kind);
      return ringOfOne(name, kind, { blind: blind.slice(), recordKey: recordKey.slice() });
    },
    tableOf,
    blindId: (blind, id) => blinded(Uint8Array.of(idByte), blind, id),
    element: (key, nonceAndTag) => crypto.hmac('SHA-256', rootKey, concat(key, nonceAndTag)),
    erase: () => {
      erase(nameKey, tablesKey, rootKey, ...cache.values().map((keys) => keys.recordKey));
      cache.clear();
    },
  };
  return ring;
}

function ringOfOne(name: string, kind: TableKind, keys: TableKeys): KeyRing {
  const foreign = (): never => {
    throw vaultError('HANDSET_LOCKED', 'The handset is locked.');
  };
  return {
    table: async (wanted, wantedKind) =>
      wanted === name && wantedKind === kind ? keys : foreign(),
    only: async () => foreign(),
    tableOf: async () => foreign(),
    blindId: async () => foreign(),
    element: async () => foreign(),
    erase: () => erase(keys.blind, keys.recordKey),
  };
}
