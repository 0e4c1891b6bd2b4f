import { isSottoError } from '@sotto/core';
import type { Crypto, RecordChange, RecordEntry, Records } from '@sotto/core';
import type { KeyRing } from '../key-ring.ts';
import { padRecord } from '../padding.ts';
import { placeOf, tableEnd } from '../record-name.ts';
import type { RecordPlace } from '../record-name.ts';
import { nonceAndTag, openRecord, randomForSeals, sealRecord } from '../record-seal.ts';
import { nameOf } from './known-elements.ts';
import { emptyMultiset, isSameMultiset, withElement, withoutElement } from './multiset.ts';
import type { Multiset } from './multiset.ts';
import {
  decodeGroupRoot,
  decodeTopRoot,
  emptyGroupRoot,
  encodeGroupRoot,
  encodeTopRoot,
  rootsTable,
  topId,
} from './root-record.ts';
import type { GroupRoot } from './root-record.ts';

export interface BookParts {
  readonly records: Records;
  readonly crypto: Crypto;
  readonly keys: KeyRing;
}

/** All roots of an open volume, as they are in the store. */
export interface RootBook {
  readonly groups: () => readonly string[];
  readonly rootOf: (group: string) => GroupRoot;
  /** What is to be written when these roots are as given, with the top that belongs to it. */
  readonly plan: (roots: ReadonlyMap<string, GroupRoot>) => Promise<RootPlan>;
  /** Whether the store's records of the roots are those that were written last, and which there are beside them. */
  readonly compare: () => Promise<{
    readonly isStored: boolean;
    readonly strange: readonly RecordChange[];
  }>;
}

export interface RootPlan {
  readonly changes: readonly RecordChange[];
  /** To be called when they are written. */
  readonly accept: () => void;
}

/** `isWhole`: the groups' roots are those that the top counts. */
export interface FoundRoots {
  readonly book: RootBook;
  readonly isWhole: boolean;
  /** There is no record of a root. */
  readonly isNothing: boolean;
  /** Records in the place of roots that are none. */
  readonly strange: readonly RecordChange[];
}

interface Held {
  readonly key: Uint8Array;
  readonly root: GroupRoot;
  /** Of its record, in the top. */
  readonly element: Uint8Array;
}

/**
 * The platform's own, so that what the roots take of randomness does not move what the engine is given, which repeats in a
 * simulation.
 */
export function platformRandom(length: number): Uint8Array {
  return globalThis.crypto.getRandomValues(new Uint8Array(length));
}

/** The book of a store that holds nothing yet. */
export function emptyBook(parts: BookParts): RootBook {
  return bookOf(parts, new Map(), { groups: emptyMultiset, writes: 0, element: undefined });
}

/** Reads what the store holds of roots. */
export async function readRoots(parts: BookParts): Promise<FoundRoots> {
  const { records, crypto, keys } = parts;
  const table = await keys.table(rootsTable, 'named');
  const topPlace = await placeOf(keys, { table: rootsTable, id: topId });
  const held = new Map<string, Held>();
  const strange: RecordChange[] = [];
  let found = emptyMultiset;
  let top: { readonly groups: Multiset; readonly writes: number } | undefined;
  let topElement: Uint8Array | undefined;

  const take = async (entry: RecordEntry): Promise<void> => {
    const isTop = compareKeys(entry.key, topPlace.key) === 0;
    const element = await keys.element(entry.key, nonceAndTag(entry.value));
    try {
      const value = await openRecord(crypto, { key: entry.key, table }, entry.value);
      if (isTop) {
        top = decodeTopRoot(value);
        topElement = element;
        return;
      }
      const [group, root] = decodeGroupRoot(value);
      held.set(group, { key: entry.key, root, element });
      found = withElement(found, element);
    } catch (error) {
      if (!isSottoError(error, 'VAULT_BROKEN')) throw error;
      // Whatever it is, no root of this vault: it does not count, so the top does not fit.
      strange.push({ remove: entry.key });
    }
  };

  const bounds = { from: table.blind, to: tableEnd(table.blind) };
  for await (const entry of records.range(bounds)) await take(entry);
  const isWhole = top !== undefined && strange.length === 0 && isSameMultiset(top.groups, found);
  const book = bookOf(parts, held, {
    groups: found,
    writes: top?.writes ?? 0,
    element: topElement,
  });
  const isNothing = top === undefined && held.size === 0 && strange.length === 0;
  return { book, isWhole, isNothing, strange };
}

interface Top {
  readonly groups: Multiset;
  readonly writes: number;
  /** Of its record; `undefined` when there is none. */
  readonly element: Uint8Array | undefined;
}

function bookOf(parts: BookParts, held: Map<string, Held>, first: Top): RootBook {
  const { records, keys } = parts;
  let top = first;

  let topKey: Uint8Array | undefined;

  /** Of a record whose key is known its table's keys are missing: those are the ring's to keep and to overwrite. */
  const placeAt = async (id: string, key: Uint8Array | undefined): Promise<RecordPlace> =>
    key === undefined
      ? placeOf(keys, { table: rootsTable, id })
      : { key, table: await keys.table(rootsTable, 'named') };
  const placeOfTop = async (): Promise<RecordPlace> => {
    const place = await placeAt(topId, topKey);
    topKey = place.key;
    return place;
  };

  const planGroup = async (
    group: string,
    root: GroupRoot,
    nonces: typeof platformRandom,
  ): Promise<PlannedGroup> => {
    if (isEmpty(root)) {
      const before = held.get(group);
      return { group, held: undefined, changes: before ? [{ remove: before.key }] : [] };
    }
    const place = await placeAt(group, held.get(group)?.key);
    const { key, change, element } = await sealRoot(
      parts,
      nonces,
      place,
      encodeGroupRoot(group, root),
    );
    return { group, held: { key, root, element }, changes: [change] };
  };

  return {
    groups: () => [...held.keys()],
    rootOf: (group) => held.get(group)?.root ?? emptyGroupRoot,
    plan: async (roots) => {
      const nonces = randomForSeals(platformRandom, roots.size + 1);
      const planned = await Promise.all(
        roots.entries().map(([group, root]) => planGroup(group, root, nonces)),
      );
      let { groups } = top;
      for (const { group, held: next } of planned) {
        const before = held.get(group);
        if (before !== undefined) groups = withoutElement(groups, before.element);
        if (next !== undefined) groups = withElement(groups, next.element);
      }
      const writes = top.writes + 1;
      const place = await placeOfTop();
      const { change, element } = await sealRoot(
        parts,
        nonces,
        place,
        encodeTopRoot({ groups, writes }),
      );
      return {
        changes: [...planned.flatMap((each) => each.changes), change],
        accept: () => {
          top = { groups, writes, element };
          for (const { group, held: next } of planned) {
            if (next === undefined) held.delete(group);
            else held.set(group, next);
          }
        },
      };
    },
    compare: async () => {
      const table = await keys.table(rootsTable, 'named');
      const expected = new Map(held.values().map((each) => [nameOf(each.key), each.element]));
      const { key: keyOfTop } = await placeOfTop();
      if (top.element !== undefined) expected.set(nameOf(keyOfTop), top.element);
      let same = 0;
      const strange: RecordChange[] = [];
      const bounds = { from: table.blind, to: tableEnd(table.blind) };
      for await (const { key, value } of records.range(bounds)) {
        const element = expected.get(nameOf(key));
        if (element === undefined) strange.push({ remove: key });
        else if (compareKeys(element, await keys.element(key, nonceAndTag(value))) === 0) same += 1;
      }
      return { isStored: strange.length === 0 && same === expected.size, strange };
    },
  };
}

interface PlannedGroup {
  readonly group: string;
  readonly held: Held | undefined;
  readonly changes: readonly RecordChange[];
}

async function sealRoot(
  { crypto, keys }: BookParts,
  nonces: typeof platformRandom,
  place: RecordPlace,
  value: Uint8Array,
): Promise<{
  readonly key: Uint8Array;
  readonly change: RecordChange;
  readonly element: Uint8Array;
}> {
  const sealed = await sealRecord(crypto, nonces, place, padRecord(value));
  const element = await keys.element(place.key, nonceAndTag(sealed));
  return { key: place.key, change: { put: place.key, value: sealed }, element };
}

function isEmpty({ live, bulk }: GroupRoot): boolean {
  return isSameMultiset(live, emptyMultiset) && isSameMultiset(bulk, emptyMultiset);
}

/** Below zero when `a` comes before `b` in a store, above when behind. */
export function compareKeys(a: Uint8Array, b: Uint8Array): number {
  const shorter = Math.min(a.length, b.length);
  for (let index = 0; index < shorter; index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
