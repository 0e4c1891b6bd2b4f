import { isSottoError } from '@sotto/core';
import type { Crypto, RecordChange, RecordEntry, Records } from '@sotto/core';
import { erase } from '../bytes.ts';
import { handsetLimits } from '../limits.ts';
import { handsetTables } from '../storage/table-registry.ts';
import { systemClock } from '../system-clock.ts';
import { vaultError } from './error.ts';
import type { KeyRing, TableKeys } from './key-ring.ts';
import { padRecord } from './padding.ts';
import { ordinalEnd, ordinalKey, ordinalOf, placeOf, tableEnd } from './record-name.ts';
import { openRecord, randomForSeals, sealRecord } from './record-seal.ts';
import { makeRoots } from './roots/make-roots.ts';
import type { Counted, TableName, TableRegistry } from './roots/registry.ts';
import { rootsTable } from './roots/root-record.ts';
import { createRoots } from './roots/roots.ts';
import type { RootedChange } from './roots/roots.ts';
import { createStorageGuard } from './roots/storage-guard.ts';
import type { StorageGuard } from './roots/storage-guard.ts';
import type { OrderedRecord, RecordName, SealedChange, SealedStore } from './sealed-store.ts';
import { createUseGate } from './use-gate.ts';

export interface SealedParts {
  readonly records: Records;
  readonly crypto: Crypto;
  readonly random: (length: number) => Uint8Array;
  /** Milliseconds since 1970. Default: the system's clock. */
  readonly nowMs?: () => number;
  /** Default: the tables of a handset. */
  readonly registry?: TableRegistry;
}

/** The sealed store of an open vault, and the way to close it. */
export interface SealedRecords {
  readonly store: SealedStore;
  /** Reads past the roots, and refuses to write (VAULT_BOUNDS): for a volume without roots, or one that somebody else may write to. */
  readonly unchecked: SealedStore;
  /** What is to be written of tables that are under no root. @throws VAULT_BOUNDS when one is */
  readonly sealUncounted: (changes: readonly SealedChange[]) => Promise<readonly RecordChange[]>;
  /** Holds the store to what was last written. */
  readonly guard: StorageGuard;
  /** What is to be written so that a new store begins with these changes. */
  readonly begin: (changes: readonly SealedChange[]) => Promise<readonly RecordChange[]>;
  /** What is to be written when this volume was made before there were roots, before anything is read through `store`. */
  readonly makeRoots: () => Promise<readonly RecordChange[]>;
  /** What stands for each table of this volume that may hold records, a piece at a time. */
  readonly tables: () => AsyncIterable<readonly Uint8Array[]>;
  /** Whether a record of the medium is of this volume, and whole. */
  readonly holds: (entry: RecordEntry) => Promise<boolean>;
  /**
   * From the call on, everything rejects with HANDSET_LOCKED, also a listing under way. Resolves when writes that had begun
   * are done and the keys are overwritten.
   */
  readonly lock: () => Promise<void>;
  /** A store of one ordered table alone, with keys of its own: it stays open when these are locked. To be asked for before. */
  readonly apart: (table: string) => Promise<Pick<SealedRecords, 'store' | 'lock'>>;
}

/** Puts the seal between the engine and a `records` plugin. Owns `keys`. */
export function createSealedRecords(parts: SealedParts, keys: KeyRing): SealedRecords {
  const { records, crypto, random, nowMs = systemClock.now, registry = handsetTables } = parts;
  const gate = createUseGate();
  const roots = createRoots({ records, crypto, nowMs, registry, keys, gate });
  /** Settles when every earlier write was handed to the store. */
  let handedOver: Promise<unknown> = Promise.resolve();

  /** Nothing live is read or changed before it was counted. */
  const used = (counted: Counted | undefined): Promise<void> | undefined =>
    counted?.weight === 'live' ? roots.verified(counted.group) : undefined;

  async function sealChange(change: PaddedChange, nonces: typeof random): Promise<RootedChange> {
    const { counted } = change;
    const place = await placeOf(keys, change.name);
    if (change.padded === undefined) return { remove: place.key, counted };
    const value = await sealRecord(crypto, nonces, place, change.padded);
    erase(change.padded);
    return { put: place.key, value, counted };
  }

  async function seal(padded: readonly PaddedChange[]): Promise<readonly RootedChange[]> {
    const sealed: RootedChange[] = [];
    for (let at = 0; at < padded.length; at += handsetLimits.vaultBatchRecords) {
      const batch = padded.slice(at, at + handsetLimits.vaultBatchRecords);
      const puts = batch.filter(({ padded: value }) => value !== undefined).length;
      const nonces = randomForSeals(random, puts);
      sealed.push(...(await Promise.all(batch.map((change) => sealChange(change, nonces)))));
    }
    return sealed;
  }

  // Sealing runs side by side, and a short write would overtake a long one: each waits for its turn to be handed over. It does
  // not wait for the store: those that come meanwhile are made durable together.
  async function write(changes: readonly SealedChange[]): Promise<void> {
    const padded = changes.map((change) => padChange(registry, change));
    const turn = handedOver;
    const sealing = gate.inside(async () => {
      for (const { counted } of padded) await used(counted);
      return seal(padded);
    });
    const handing = Promise.all([sealing, turn]).then(([sealed]) => ({
      stored: roots.write(sealed),
    }));
    handedOver = Promise.allSettled([turn, handing]);
    const { stored } = await handing;
    await stored.catch(rethrowFull);
  }

  async function* listing<T>(
    entries: AsyncIterable<RecordEntry>,
    open: (entry: RecordEntry) => Promise<T>,
  ): AsyncIterable<T> {
    for await (const batch of batches(entries)) {
      const opened = await gate.inside(() => Promise.all(batch.map(open)));
      for (const value of opened) {
        gate.check();
        yield value;
      }
    }
  }

  const reading = (isChecked: boolean): Omit<SealedStore, 'write'> => {
    const toBeUsed = async (table: TableName): Promise<void> => {
      const counted = registry.find(table);
      if (isChecked) await used(counted);
    };
    const openTable = (table: TableName): Promise<TableKeys> =>
      gate.inside(async () => {
        await toBeUsed(table);
        return keys.table(table.name, table.kind);
      });
    return {
      get: (name) =>
        gate.inside(async () => {
          await toBeUsed(tableNameOf(name));
          const place = await placeOf(keys, name);
          const sealed = await records.get(place.key);
          return sealed === undefined ? undefined : openRecord(crypto, place, sealed);
        }),
      range: async function* (name, range) {
        const table = await openTable({ name, kind: 'ordered' });
        const { from = 0, to = ordinalEnd, reverse = false, limit } = range;
        const bounds = {
          from: ordinalKey(table.blind, from),
          to: ordinalKey(table.blind, to),
          reverse,
          ...(limit === undefined ? {} : { limit }),
        };
        yield* listing(records.range(bounds), async (entry): Promise<OrderedRecord> => ({
          ordinal: ordinalOf(table.blind, entry.key),
          value: await openEntry(crypto, table, entry),
        }));
      },
      values: async function* (name) {
        const table = await openTable({ name, kind: 'named' });
        const bounds = { from: table.blind, to: tableEnd(table.blind) };
        yield* listing(records.range(bounds), (entry) => openEntry(crypto, table, entry));
      },
      usedBytes: async () => {
        gate.check();
        return records.usedBytes();
      },
    };
  };

  const store: SealedStore = { ...reading(true), write };
  return {
    store,
    unchecked: { ...reading(false), write: async () => refuseToWrite() },
    sealUncounted: (changes) => {
      const padded = changes.map((change) => padChange(registry, change));
      if (padded.some(({ counted }) => counted)) refuseToWrite();
      return gate.inside(() => seal(padded));
    },
    guard: createStorageGuard({ roots, store, nowMs }),
    begin: (changes) => {
      const padded = changes.map((change) => padChange(registry, change));
      return gate.inside(async () => roots.begin(await seal(padded)));
    },
    tables: async function* () {
      const blindOf = async ({ name, kind }: TableName): Promise<Uint8Array> =>
        (await keys.table(name, kind)).blind;
      const blindsOf = (names: readonly TableName[]): Promise<readonly Uint8Array[]> =>
        gate.inside(() => Promise.all(names.map(blindOf)));
      yield blindsOf([{ name: rootsTable, kind: 'named' }, ...registry.uncounted]);
      for (const group of ['', ...(await roots.groups()).keys()])
        yield blindsOf([
          ...registry.tablesOf({ group, weight: 'live' }),
          ...registry.tablesOf({ group, weight: 'bulk' }),
        ]);
    },
    holds: (entry) =>
      gate.inside(async () => {
        const table = await keys.tableOf(entry.key.subarray(0, 16));
        try {
          erase(await openEntry(crypto, table, entry));
          return true;
        } catch (error) {
          if (isSottoError(error, 'VAULT_BROKEN')) return false;
          throw error;
        }
      }),
    makeRoots: () => gate.inside(() => makeRoots({ records, crypto, keys }, registry)),
    apart: async (table) => {
      const key = await gate.inside(() => keys.only(table, 'ordered'));
      return createSealedRecords(parts, key);
    },
    lock: async () => {
      await gate.shut();
      await handedOver;
      await roots.end();
      keys.erase();
    },
  };
}

interface PaddedChange {
  readonly name: RecordName;
  readonly counted: Counted | undefined;
  /** Absent to remove. */
  readonly padded?: Uint8Array;
}

// Copies the value before anything waits: the caller may use its buffer again at once.
function padChange(registry: TableRegistry, change: SealedChange): PaddedChange {
  const name = 'put' in change ? change.put : change.remove;
  const counted = registry.find(tableNameOf(name));
  if (!('put' in change)) return { name, counted };
  if (change.value.length > handsetLimits.maxVaultValueBytes) {
    throw vaultError(
      'VAULT_BOUNDS',
      `A value of the vault has at most ${handsetLimits.maxVaultValueBytes} bytes.`,
    );
  }
  return { name, counted, padded: padRecord(change.value) };
}

function refuseToWrite(): never {
  throw vaultError('VAULT_BOUNDS', 'What is under a root is written with it.');
}

function tableNameOf(name: RecordName): TableName {
  return { name: name.table, kind: 'ordinal' in name ? 'ordered' : 'named' };
}

function openEntry(crypto: Crypto, table: TableKeys, entry: RecordEntry): Promise<Uint8Array> {
  return openRecord(crypto, { key: entry.key, table }, entry.value);
}

async function* batches(
  entries: AsyncIterable<RecordEntry>,
): AsyncIterable<readonly RecordEntry[]> {
  let batch: RecordEntry[] = [];
  let bytes = 0;
  for await (const entry of entries) {
    batch.push(entry);
    bytes += entry.value.length;
    if (batch.length >= handsetLimits.vaultBatchRecords || bytes >= handsetLimits.vaultBatchBytes) {
      yield batch;
      batch = [];
      bytes = 0;
    }
  }
  if (batch.length > 0) yield batch;
}

/** Turns the store's own "full" into the handset's. */
export function rethrowFull(cause: unknown): never {
  if (!isSottoError(cause, 'RECORDS_FULL')) throw cause;
  throw vaultError('STORAGE_FULL', 'There is no room left on this device.', {
    cause,
    retryable: true,
  });
}
