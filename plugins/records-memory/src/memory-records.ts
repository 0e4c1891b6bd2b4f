import type {
  Plugin,
  RecordChange,
  RecordEntry,
  RecordPage,
  RecordRange,
  Records,
  RecordsErrorCode,
} from '@sotto/core';
import {
  definePlugin,
  recordPages,
  SottoError,
  takeRecordChanges,
  takeRecordKey,
} from '@sotto/core';
import { byteString, stringBytes } from './byte-string.ts';
import type { Medium, MemoryStore } from './memory-store.ts';
import { createMemoryStore, mediumOf } from './memory-store.ts';

const pageEntries = 128;
const pageBytes = 1024 * 1024;

export interface MemoryRecordsOptions {
  /** Kept by the caller to open the same records again. Without it the records live as long as the plugin. */
  readonly store?: MemoryStore;
  /** Keys and values together; a write past it rejects with `RECORDS_FULL`. Default: no limit. */
  readonly maxBytes?: number;
  /** See `WriteHook`. Runs before the write is applied: throwing dies without it. */
  readonly onWrite?: WriteHook;
  /** See `WriteHook`. Runs when the write is applied and durable but not yet answered: throwing dies with it. */
  readonly onWritten?: WriteHook;
}

/**
 * Called for each write of an opener, `n` counting from 1. Throwing is the death of the process: that write and every
 * later call of the opener reject with `RECORDS_BROKEN` (what was thrown is its `cause`) and the store can be opened again.
 */
export type WriteHook = (n: number, changes: readonly RecordChange[]) => void | Promise<void>;

/**
 * Records in memory. Durable as far as `store` outlives the opener; nothing survives the program.
 * `create` rejects with RECORDS_LOCKED while another opener holds the same store.
 */
export function memoryRecords(options: MemoryRecordsOptions = {}): Plugin<'records', never> {
  const store = options.store ?? createMemoryStore();
  return definePlugin({
    id: 'records-memory',
    point: 'records',
    contract: 1,
    needs: [],
    create: async () => openRecords(mediumOf(store), options),
  });
}

function openRecords(medium: Medium, options: MemoryRecordsOptions): Records {
  const { maxBytes = Number.POSITIVE_INFINITY, onWrite, onWritten } = options;
  const { records } = medium;
  const opener = {};
  if (medium.opener !== undefined) {
    throw new SottoError<RecordsErrorCode>('RECORDS_LOCKED', 'Another opener holds the store.', {
      retryable: true,
    });
  }
  medium.opener = opener;
  let closing: Promise<void> | undefined;
  let death: unknown;
  let written = 0;
  let last: Promise<unknown> = Promise.resolve();

  function stayAlive(): void {
    if (medium.opener === opener) return;
    throw new SottoError<RecordsErrorCode>(
      'RECORDS_BROKEN',
      'The opener died in a simulated crash.',
      { cause: death },
    );
  }
  function stayOpen(): void {
    if (closing !== undefined)
      throw new SottoError<RecordsErrorCode>('RECORDS_CLOSED', 'The records are closed.');
    stayAlive();
  }
  function inTurn<T>(step: () => T | Promise<T>): Promise<T> {
    const turn = last.then(step);
    last = turn.catch(() => undefined);
    return turn;
  }
  async function survive(
    hook: WriteHook | undefined,
    n: number,
    changes: readonly RecordChange[],
  ): Promise<void> {
    try {
      await hook?.(n, changes);
    } catch (error) {
      death = error;
      if (medium.opener === opener) medium.opener = undefined;
    }
    stayAlive();
  }

  return {
    get: async (key) => {
      stayOpen();
      const value = records.get(byteString(takeRecordKey(key)));
      return value && new Uint8Array(value);
    },
    range: (range) =>
      recordPages(range, async (left) => {
        stayOpen();
        return readPage(medium, left);
      }),
    write: async (changes) => {
      stayOpen();
      const taken = takeRecordChanges(changes);
      await inTurn(async () => {
        stayAlive();
        const n = ++written;
        if (onWrite !== undefined) await survive(onWrite, n, taken);
        records.apply(taken, maxBytes);
        if (onWritten !== undefined) await survive(onWritten, n, taken);
      });
    },
    wipe: async () => {
      stayOpen();
      await inTurn(() => {
        stayAlive();
        records.clear();
      });
    },
    usedBytes: async () => {
      stayOpen();
      return records.bytes;
    },
    close: () =>
      (closing ??= inTurn(() => {
        if (medium.opener === opener) medium.opener = undefined;
      })),
  };
}

function readPage(
  { records }: Medium,
  { from, to, reverse, limit }: Required<RecordRange>,
): RecordPage {
  const count = Math.min(limit, pageEntries);
  const low = byteString(from);
  const high = byteString(to);
  const keys = reverse
    ? records.keys.highest(low, high, count)
    : records.keys.lowest(low, high, count);
  const entries: RecordEntry[] = [];
  let bytes = 0;
  for (const key of keys) {
    const value = new Uint8Array(records.get(key) as Uint8Array);
    entries.push({ key: stringBytes(key), value });
    bytes += value.length;
    if (bytes >= pageBytes) break;
  }
  return { entries, more: entries.length < keys.length || keys.length === count };
}
