import type { Crypto, RecordEntry, Records } from '@sotto/core';
import { concat } from '../../bytes.ts';
import { handsetLimits } from '../../limits.ts';
import type { KeyRing, TableKeys } from '../key-ring.ts';
import { tableEnd } from '../record-name.ts';
import { nonceAndTag, openRecord } from '../record-seal.ts';
import { emptyMultiset, withElement, withoutElement } from './multiset.ts';
import type { Multiset } from './multiset.ts';
import type { Counted, TableRegistry } from './registry.ts';
import { compareKeys } from './root-book.ts';

export interface WalkParts {
  readonly records: Records;
  readonly crypto: Crypto;
  readonly keys: KeyRing;
  readonly registry: TableRegistry;
}

/** What a write did to one record. */
export interface Touched {
  readonly key: Uint8Array;
  readonly counted: Counted;
  /** Elements of what was there and of what is. */
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array | undefined;
}

/**
 * Counts the records of one group anew, a piece at a time. Between the pieces others may write: where the walk has been already, it
 * follows what they change.
 */
export interface Walk {
  readonly counted: Counted;
  /** The next piece. True when it was the last. Nothing may be written meanwhile. */
  readonly step: () => Promise<boolean>;
  readonly follow: (touched: Touched) => void;
  readonly found: () => Multiset;
  /** Records that do not open. Only where `opens` was asked for. */
  readonly unreadable: () => number;
  /** Records that were looked at. */
  readonly done: () => number;
}

export interface WalkOptions {
  /** Opens every record too: so damage that left nonce and tag as they were is found. */
  readonly opens?: boolean;
  readonly seen?: (key: Uint8Array, element: Uint8Array) => void;
}

export function createWalk(parts: WalkParts, counted: Counted, options: WalkOptions = {}): Walk {
  const { records, crypto, keys, registry } = parts;
  const { rootPieceRecords, rootPieceBytes } = handsetLimits;
  const names = registry.tablesOf(counted);
  let tables: readonly TableKeys[] | undefined;
  /** The table that is walked, and from which key on; those before are done. */
  let at = 0;
  let from: Uint8Array | undefined;
  let found = emptyMultiset;
  let unreadable = 0;
  let done = 0;

  const take = async (table: TableKeys, entry: RecordEntry): Promise<Uint8Array> => {
    if (options.opens === true) {
      // What does not open is told, whatever the sum says.
      await openRecord(crypto, { key: entry.key, table }, entry.value).catch(() => {
        unreadable += 1;
      });
    }
    const element = await keys.element(entry.key, nonceAndTag(entry.value));
    options.seen?.(entry.key, element);
    return element;
  };

  const piece = async (table: TableKeys, most: Budget): Promise<readonly RecordEntry[]> => {
    const entries: RecordEntry[] = [];
    let bytes = 0;
    const bounds = { from: from ?? table.blind, to: tableEnd(table.blind), limit: most.records };
    for await (const entry of records.range(bounds)) {
      entries.push(entry);
      bytes += entry.value.length;
      if (bytes >= most.bytes) break;
    }
    for (const element of await Promise.all(entries.map((entry) => take(table, entry))))
      found = withElement(found, element);
    done += entries.length;
    const last = entries.at(-1);
    const isOver = entries.length < most.records && bytes < most.bytes;
    if (last === undefined || isOver) [at, from] = [at + 1, undefined];
    else from = concat(last.key, Uint8Array.of(0));
    return entries;
  };

  const isPassed = (key: Uint8Array): boolean => {
    const of = tables?.findIndex(
      ({ blind }) => compareKeys(blind, key.subarray(0, blind.length)) === 0,
    );
    if (of === undefined || of < 0) return false;
    return of < at || (of === at && from !== undefined && compareKeys(key, from) < 0);
  };

  return {
    counted,
    step: async () => {
      tables ??= await Promise.all(names.map(({ name, kind }) => keys.table(name, kind)));
      let left: Budget = { records: rootPieceRecords, bytes: rootPieceBytes };
      for (let table = tables[at]; table !== undefined; table = tables[at]) {
        const entries = await piece(table, left);
        const bytes = entries.reduce((sum, { value }) => sum + value.length, 0);
        // A table that is empty costs about as much as a few records.
        const cost = entries.length + emptyTableCost;
        left = { records: left.records - cost, bytes: left.bytes - bytes };
        if (left.records <= 0 || left.bytes <= 0) break;
      }
      return at >= tables.length;
    },
    follow: ({ key, before, after }) => {
      if (!isPassed(key)) return;
      if (before !== undefined) found = withoutElement(found, before);
      if (after !== undefined) found = withElement(found, after);
    },
    found: () => found,
    unreadable: () => unreadable,
    done: () => done,
  };
}

interface Budget {
  readonly records: number;
  readonly bytes: number;
}

const emptyTableCost = 4;
