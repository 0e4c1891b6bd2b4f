import type { RecordChange } from '@sotto/core';
import { createRecordQueue } from '@sotto/core';
import { padRecord } from '../padding.ts';
import { placeOf } from '../record-name.ts';
import { nonceAndTag, openRecord, sealRecord } from '../record-seal.ts';
import type { SealedChange } from '../sealed-store.ts';
import type { UseGate } from '../use-gate.ts';
import { createKnownElements, nameOf } from './known-elements.ts';
import type { Element } from './known-elements.ts';
import { isSameMultiset, withElement, withoutElement } from './multiset.ts';
import type { Multiset } from './multiset.ts';
import type { Counted } from './registry.ts';
import { emptyBook, platformRandom, readRoots } from './root-book.ts';
import type { BookParts, RootBook } from './root-book.ts';
import type { GroupRoot } from './root-record.ts';
import { decodeTampered, encodeTampered, tamperedName, withTampered } from './tampered-record.ts';
import type { Tampered } from './tampered-record.ts';
import { createWalk } from './walk.ts';
import type { Touched, Walk, WalkOptions, WalkParts } from './walk.ts';

/** A change of the store, with where it counts. */
export type RootedChange = RecordChange & { readonly counted: Counted | undefined };

/**
 * Holds the store to what was last written: each write carries the roots of what it changes. Writes are handed to the store one
 * after the other; those that wait meanwhile go together.
 */
export interface Roots {
  /** In the order of the calls; durable when resolved. */
  readonly write: (changes: readonly RootedChange[]) => Promise<void>;
  /**
   * Resolves when the group's live records were counted in this session. What was wrong is told, and from then on it is as it is. To be
   * called inside the gate.
   */
  readonly verified: (group: string) => Promise<void>;
  /** Counts some records anew, opening each. */
  readonly recount: (counted: Counted, pass: Pass) => Promise<void>;
  /** Writes the roots again when they are not in the store as they were written. */
  readonly recountRoots: () => Promise<void>;
  readonly groups: () => Promise<ReadonlyMap<string, GroupRoot>>;
  /** What is to be written so that a new store begins with these changes. */
  readonly begin: (changes: readonly RootedChange[]) => Promise<readonly RecordChange[]>;
  readonly watch: (listener: (found: Tampered) => void) => void;
  /** Resolves when nothing is written any more, and nobody is held who watched. */
  readonly end: () => Promise<void>;
}

export interface Pass {
  /** Between two pieces; what it throws ends the recount. */
  readonly rest: () => Promise<void>;
  /** After each piece: how many records more. */
  readonly seen: (records: number) => void;
}

export type RootsParts = BookParts &
  WalkParts & { readonly gate: UseGate; readonly nowMs: () => number };

export function createRoots(parts: RootsParts): Roots {
  const { records, crypto, keys, registry, gate, nowMs } = parts;
  const known = createKnownElements();
  const walks = new Set<Walk>();
  const checked = new Map<string, Promise<void>>();
  const listeners = new Set<(found: Tampered) => void>();
  let loaded: RootBook | undefined;

  const queue = createRecordQueue<RootedChange>(
    async (changes) =>
      changes.some(({ counted }) => counted)
        ? apply(await book(), changes)
        : records.write(changes.map(bare)),
    async () => {},
  );

  /** Nobody else writes meanwhile. For those who are inside the gate. */
  const inTurn = async <T>(step: () => Promise<T>): Promise<T> => {
    const result: T[] = [];
    await queue.alone(async () => {
      result.push(await step());
    });
    return result[0] as T;
  };
  const inTurnOfOwn: typeof inTurn = (step) => gate.inside(() => inTurn(step));

  const book = async (): Promise<RootBook> => {
    if (loaded !== undefined) return loaded;
    const found = await readRoots(parts);
    if (found.isNothing && (await isUnused())) {
      loaded = found.book;
      return loaded;
    }
    if (!found.isWhole) await tell(found.book, 'roots', { also: found.strange });
    loaded = found.book;
    return loaded;
  };

  /** A volume without roots and without a live record of the handset was never begun: a cover that is still to be made. */
  const isUnused = async (): Promise<boolean> => {
    const walk = createWalk(parts, { group: '', weight: 'live' });
    while (!(await walk.step())) continue;
    return walk.done() === 0;
  };

  const apply = async (
    current: RootBook,
    changes: readonly RootedChange[],
    more: Mending = {},
  ): Promise<void> => {
    const touched = await touchedBy(changes, storedElement);
    const plan = await current.plan(rootsAfter(current, touched, more.roots));
    await records.write([...(more.also ?? []), ...changes.map(bare), ...plan.changes]);
    plan.accept();
    for (const each of touched) {
      known.set(each.name, each.after ?? 'absent');
      for (const walk of walks) if (isSame(walk.counted, each.counted)) walk.follow(each);
    }
  };

  const storedElement: ElementOf = async (key, name) => {
    const element = known.get(name);
    if (element !== undefined) return element;
    const value = await records.get(key);
    return value === undefined ? 'absent' : keys.element(key, nonceAndTag(value));
  };

  const touchedBy = async (
    changes: readonly RootedChange[],
    stored: ElementOf,
  ): Promise<readonly Named[]> => {
    // Of several changes of one record the last is what stays.
    const last = new Map<string, readonly [RootedChange, Counted]>();
    for (const change of changes)
      if (change.counted) last.set(nameOf(keyOf(change)), [change, change.counted]);
    return Promise.all(
      last.entries().map(async ([name, [change, counted]]) => {
        const key = keyOf(change);
        const before = await stored(key, name);
        const after =
          'put' in change ? await keys.element(key, nonceAndTag(change.value)) : undefined;
        return { key, name, counted, before: before === 'absent' ? undefined : before, after };
      }),
    );
  };

  /** Writes down, and then tells, that something is not as it was written; from then on it is taken as it is. */
  const tell = async (
    current: RootBook,
    what: Tampered['weight'],
    mending: Mending & { readonly group?: string },
  ): Promise<void> => {
    const found = { group: mending.group ?? '', weight: what, atMs: nowMs() };
    const place = await placeOf(keys, tamperedName);
    const stored = await records.get(place.key);
    const told = stored && (await openRecord(crypto, place, stored).then(decodeTampered, () => []));
    const changes: SealedChange[] = [
      { put: tamperedName, value: encodeTampered(withTampered(told ?? [], found)) },
      ...(what === 'bulk' ? [] : registry.afterTampering),
    ];
    await apply(current, await Promise.all(changes.map(sealChange)), mending);
    for (const listener of listeners) listener(found);
  };

  const sealChange = async (change: SealedChange): Promise<RootedChange> => {
    const name = 'put' in change ? change.put : change.remove;
    const place = await placeOf(keys, name);
    const counted = registry.find({
      name: name.table,
      kind: 'ordinal' in name ? 'ordered' : 'named',
    });
    if (!('put' in change)) return { remove: place.key, counted };
    const value = await sealRecord(crypto, platformRandom, place, padRecord(change.value));
    return { put: place.key, value, counted };
  };

  const count = async (
    counted: Counted,
    pass: Pass & { readonly turn: typeof inTurn },
    options: WalkOptions,
  ): Promise<void> => {
    const walk = createWalk(parts, counted, options);
    walks.add(walk);
    try {
      for (;;) {
        const before = walk.done();
        const isOver = await pass.turn(async () => {
          const current = await book();
          const isLast = await walk.step();
          if (isLast) await settle(current, walk);
          return isLast;
        });
        pass.seen(walk.done() - before);
        if (isOver) return;
        await pass.rest();
      }
    } finally {
      walks.delete(walk);
    }
  };

  const settle = async (current: RootBook, walk: Walk): Promise<void> => {
    const { group, weight } = walk.counted;
    const root = current.rootOf(group);
    const found = walk.found();
    if (isSameMultiset(root[weight], found) && walk.unreadable() === 0) return;
    const roots = new Map([[group, { ...root, [weight]: found }]]);
    await tell(current, weight, { group, roots });
  };

  const checkLive = async (group: string): Promise<void> => {
    const seen: WalkOptions['seen'] = (key, element) => known.set(nameOf(key), element);
    // Who waits for it is inside the gate.
    const pass = { turn: inTurn, rest: async () => {}, seen: () => {} };
    await count({ group, weight: 'live' }, pass, { seen });
  };

  return {
    write: (changes) => queue.add(changes),
    verified: (group) => {
      const begun = checked.get(group);
      if (begun !== undefined) return begun;
      const check = checkLive(group);
      checked.set(group, check);
      // What could not be read or written now is tried again by whoever comes next.
      check.catch(() => checked.delete(group));
      return check;
    },
    recount: (counted, pass) => count(counted, { ...pass, turn: inTurnOfOwn }, { opens: true }),
    recountRoots: () =>
      inTurnOfOwn(async () => {
        const current = await book();
        const { isStored, strange } = await current.compare();
        if (isStored) return;
        const roots = new Map(current.groups().map((group) => [group, current.rootOf(group)]));
        await tell(current, 'roots', { roots, also: strange });
      }),
    groups: () =>
      inTurnOfOwn(async () => {
        const current = await book();
        return new Map(current.groups().map((group) => [group, current.rootOf(group)]));
      }),
    begin: async (changes) => {
      const fresh = emptyBook(parts);
      const touched = await touchedBy(changes, async () => 'absent');
      const plan = await fresh.plan(rootsAfter(fresh, touched));
      return [...changes.map(bare), ...plan.changes];
    },
    watch: (listener) => void listeners.add(listener),
    end: async () => {
      await queue.alone(() => {});
      listeners.clear();
      loaded = undefined;
    },
  };
}

/** What is written with the word of it: roots that are taken from what was found, and changes of the roots' own table. */
interface Mending {
  readonly roots?: ReadonlyMap<string, GroupRoot>;
  readonly also?: readonly RecordChange[];
}

/** Of the record that a change replaces. */
type ElementOf = (key: Uint8Array, name: string) => Promise<Element>;

type Named = Touched & { readonly name: string };

function rootsAfter(
  current: RootBook,
  touched: readonly Touched[],
  replaced: ReadonlyMap<string, GroupRoot> = new Map(),
): ReadonlyMap<string, GroupRoot> {
  const roots = new Map(replaced);
  for (const { counted, before, after } of touched) {
    const { group, weight } = counted;
    const root = roots.get(group) ?? current.rootOf(group);
    roots.set(group, { ...root, [weight]: changedBy(root[weight], before, after) });
  }
  return roots;
}

function changedBy(
  set: Multiset,
  before: Uint8Array | undefined,
  after: Uint8Array | undefined,
): Multiset {
  const without = before === undefined ? set : withoutElement(set, before);
  return after === undefined ? without : withElement(without, after);
}

function keyOf(change: RecordChange): Uint8Array {
  return 'put' in change ? change.put : change.remove;
}

function bare(change: RootedChange): RecordChange {
  return 'put' in change ? { put: change.put, value: change.value } : { remove: change.remove };
}

function isSame(a: Counted, b: Counted): boolean {
  return a.group === b.group && a.weight === b.weight;
}
