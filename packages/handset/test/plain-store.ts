import type { RecordName, SealedChange, SealedStore } from '../src/vault/sealed-store.ts';

/** A sealed store that seals nothing, for what is tested without a vault. */
export interface PlainStore extends SealedStore {
  readonly copy: () => PlainStore;
  /** What a table holds, by name. */
  readonly table: (table: string) => ReadonlyMap<string | number, Uint8Array>;
  /** Somebody takes a record away. */
  readonly take: (name: RecordName) => void;
  /** Runs before each write; what it throws is the write's outcome. */
  before: ((changes: readonly SealedChange[]) => void | Promise<void>) | undefined;
}

type Tables = Map<string, Map<string | number, Uint8Array>>;

export function plainStore(tables: Tables = new Map()): PlainStore {
  const table = (name: string): Map<string | number, Uint8Array> => {
    const found = tables.get(name) ?? new Map<string | number, Uint8Array>();
    tables.set(name, found);
    return found;
  };
  const store: PlainStore = {
    before: undefined,
    copy: () =>
      plainStore(new Map(Array.from(tables, ([name, records]) => [name, new Map(records)]))),
    table,
    take: (name) => void table(name.table).delete(keyOf(name)),
    // What is given is the caller's own, to overwrite too.
    get: async (name) => table(name.table).get(keyOf(name))?.slice(),
    write: async (given) => {
      // Before anything waits: the caller may overwrite what it gave.
      const changes = given.map((change) =>
        'put' in change ? { ...change, value: change.value.slice() } : change,
      );
      await store.before?.(changes);
      for (const change of changes) {
        if ('put' in change) table(change.put.table).set(keyOf(change.put), change.value);
        else table(change.remove.table).delete(keyOf(change.remove));
      }
    },
    range: async function* (name, { from = 0, to = Infinity, reverse = false, limit = Infinity }) {
      const ordinals = [...table(name).keys()].filter(
        (key): key is number => typeof key === 'number' && key >= from && key < to,
      );
      ordinals.sort((a, b) => (reverse ? b - a : a - b));
      for (const ordinal of ordinals.slice(0, limit)) {
        const value = table(name).get(ordinal);
        if (value) yield { ordinal, value: value.slice() };
      }
    },
    values: async function* (name) {
      yield* [...table(name).values()].map((value) => value.slice());
    },
    usedBytes: async () => 0,
  };
  return store;
}

function keyOf(name: RecordName): string | number {
  if ('ordinal' in name) return name.ordinal;
  return typeof name.id === 'string' ? name.id : Buffer.from(name.id).toString('hex');
}
