import { isSottoError } from '@sotto/core';
import type { Crypto, RecordChange, RecordEntry, Records } from '@sotto/core';
import { erase } from '../bytes.ts';
import { handsetLimits } from '../limits.ts';
import { vaultError } from './error.ts';
import type { KeyRing, TableKeys } from './key-ring.ts';
import { padRecord } from './padding.ts';
import { ordinalEnd, ordinalKey, ordinalOf, placeOf, tableEnd } from './record-name.ts';
import { openRecord, sealRecord } from './record-seal.ts';
import type {
  OrderedRecord,
  OrdinalRange,
  RecordName,
  SealedChange,
  SealedStore,
} from './sealed-store.ts';
import { createUseGate } from './use-gate.ts';

export interface SealedParts {
  readonly records: Records;
  readonly crypto: Crypto;
  readonly random: (length: number) => Uint8Array;
}

/** The sealed store of an open vault, and the way to close it. */
export interface SealedRecords {
  readonly store: SealedStore;
  /** What `write` would write, without writing it. */
  readonly seal: (changes: readonly SealedChange[]) => Promise<readonly RecordChange[]>;
  /**
   * From the call on, everything rejects with HANDSET_LOCKED, also a listing under way. Resolves when writes that had begun
   * are handed over and the keys are overwritten.
   */
  readonly lock: () => Promise<void>;
  /** A store of one ordered table alone, with keys of its own: it stays open when these are locked. To be asked for before. */
  readonly apart: (table: string) => Promise<Pick<SealedRecords, 'store' | 'lock'>>;
}

/** Puts the seal between the engine and a `records` plugin. Owns `keys`. */
export function createSealedRecords(parts: SealedParts, keys: KeyRing): SealedRecords {
  const { records, crypto, random } = parts;
  const gate = createUseGate();
  /** Settles when every earlier write was handed to the store. */
  let handedOver: Promise<unknown> = Promise.resolve();

  async function sealChange(change: PaddedChange): Promise<RecordChange> {
    const place = await placeOf(keys, change.name);
    if (change.padded === undefined) return { remove: place.key };
    const value = await sealRecord(crypto, random, place, change.padded);
    erase(change.padded);
    return { put: place.key, value };
  }

  async function seal(changes: readonly SealedChange[]): Promise<readonly RecordChange[]> {
    const padded = changes.map(padChange);
    return gate.inside(async () => {
      const sealed: RecordChange[] = [];
      for (let at = 0; at < padded.length; at += handsetLimits.vaultBatchRecords) {
        const batch = padded.slice(at, at + handsetLimits.vaultBatchRecords);
        sealed.push(...(await Promise.all(batch.map(sealChange))));
      }
      return sealed;
    });
  }

  // Sealing runs side by side, and a short write would overtake a long one: each waits for its turn to be handed over. It does
  // not wait for the store, which may make several durable together.
  async function write(changes: readonly SealedChange[]): Promise<void> {
    const turn = handedOver;
    const handing = Promise.all([seal(changes), turn]).then(([sealed]) => ({
      stored: records.write(sealed),
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

  async function* range(name: string, range: OrdinalRange): AsyncIterable<OrderedRecord> {
    const table = await gate.inside(() => keys.table(name, 'ordered'));
    const { from = 0, to = ordinalEnd, reverse = false, limit } = range;
    const bounds = {
      from: ordinalKey(table.blind, from),
      to: ordinalKey(table.blind, to),
      reverse,
      ...(limit === undefined ? {} : { limit }),
    };
    yield* listing(records.range(bounds), async (entry) => ({
      ordinal: ordinalOf(table.blind, entry.key),
      value: await openEntry(crypto, table, entry),
    }));
  }

  async function* values(name: string): AsyncIterable<Uint8Array> {
    const table = await gate.inside(() => keys.table(name, 'named'));
    const bounds = { from: table.blind, to: tableEnd(table.blind) };
    yield* listing(records.range(bounds), (entry) => openEntry(crypto, table, entry));
  }

  return {
    store: {
      get: (name) =>
        gate.inside(async () => {
          const place = await placeOf(keys, name);
          const sealed = await records.get(place.key);
          return sealed === undefined ? undefined : openRecord(crypto, place, sealed);
        }),
      write,
      range,
      values,
      usedBytes: async () => {
        gate.check();
        return records.usedBytes();
      },
    },
    seal,
    apart: async (table) => {
      const key = await gate.inside(() => keys.only(table, 'ordered'));
      return createSealedRecords(parts, key);
    },
    lock: async () => {
      await gate.shut();
      await handedOver;
      keys.erase();
    },
  };
}

interface PaddedChange {
  readonly name: RecordName;
  /** Absent to remove. */
  readonly padded?: Uint8Array;
}

// Copies the value before anything waits: the caller may use its buffer again at once.
function padChange(change: SealedChange): PaddedChange {
  if ('remove' in change) return { name: change.remove };
  if (change.value.length > handsetLimits.maxVaultValueBytes) {
    throw vaultError(
      'VAULT_BOUNDS',
      `A value of the vault has at most ${handsetLimits.maxVaultValueBytes} bytes.`,
    );
  }
  return { name: change.put, padded: padRecord(change.value) };
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
