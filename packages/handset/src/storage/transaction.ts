import type {
  OrderedRecord,
  OrdinalRange,
  RecordName,
  SealedChange,
  SealedStore,
} from '../vault/sealed-store.ts';

/**
 * Changes that are collected and then written all at once. Reads by name see the changes that wait; a range is
 * merged with them. Nothing reaches the store before `commit`, so a transaction that is dropped changed nothing.
 */
export interface Transaction {
  readonly get: (name: RecordName) => Promise<Uint8Array | undefined>;
  readonly put: (name: RecordName, value: Uint8Array) => void;
  readonly remove: (name: RecordName) => void;
  /** As `SealedStore.range`, with what waits here in it. `limit` is required, so that it stays short. */
  readonly range: (
    table: string,
    range: OrdinalRange & { readonly limit: number },
  ) => Promise<readonly OrderedRecord[]>;
  readonly size: () => number;
  /** Has something in memory follow what is written here. */
  readonly follow: (follower: Follower) => void;
  /** Durable when resolved. Writes nothing when there is nothing. @throws STORAGE_FULL, HANDSET_LOCKED */
  readonly commit: () => Promise<void>;
}

/** Something in memory that is to say what the store does. */
export interface Follower {
  /** The changes are about to be written: puts its own among them, on what it knows now. */
  readonly writing: () => void;
  /** It is not known what was written: reads that from the store. */
  readonly failed: () => Promise<void>;
}

export function beginTransaction(store: SealedStore): Transaction {
  const waiting = new Map<string, SealedChange>();
  const followers: Follower[] = [];
  const change = (name: RecordName, made: SealedChange): void => {
    const key = keyOf(name);
    // Deleted first, so that the order of the map is the order of the last change to each record.
    waiting.delete(key);
    waiting.set(key, made);
  };

  return {
    get: async (name) => {
      const made = waiting.get(keyOf(name));
      if (made === undefined) return store.get(name);
      return 'put' in made ? made.value : undefined;
    },
    put: (name, value) => change(name, { put: name, value }),
    remove: (name) => change(name, { remove: name }),
    range: async (table, range) => {
      const { from = 0, to = Number.MAX_SAFE_INTEGER, reverse = false, limit } = range;
      const puts: OrderedRecord[] = [];
      const touched = new Set<number>();
      for (const made of waiting.values()) {
        const name = 'put' in made ? made.put : made.remove;
        if (
          name.table !== table ||
          !('ordinal' in name) ||
          name.ordinal < from ||
          name.ordinal >= to
        )
          continue;
        touched.add(name.ordinal);
        if ('put' in made) puts.push({ ordinal: name.ordinal, value: made.value });
      }
      const found: OrderedRecord[] = [...puts];
      for await (const record of store.range(table, { ...range, limit: limit + touched.size })) {
        if (!touched.has(record.ordinal)) found.push(record);
      }
      found.sort((a, b) => (reverse ? b.ordinal - a.ordinal : a.ordinal - b.ordinal));
      return found.slice(0, limit);
    },
    size: () => waiting.size,
    follow: (follower) => {
      followers.push(follower);
    },
    commit: async () => {
      for (const follower of followers) follower.writing();
      if (waiting.size === 0) return;
      try {
        await store.write([...waiting.values()]);
      } catch (error) {
        await Promise.allSettled(followers.map((follower) => follower.failed()));
        throw error;
      }
    },
  };
}

function keyOf(name: RecordName): string {
  if ('ordinal' in name) return `${name.table}\n#${name.ordinal}`;
  if (typeof name.id === 'string') return `${name.table}\n"${name.id}`;
  let hex = '';
  for (const byte of name.id) hex += byte.toString(16).padStart(2, '0');
  return `${name.table}\nx${hex}`;
}
