import { StoredRecords } from './stored-records.ts';

/** The medium under `memoryRecords`: what was written to it stays when its opener closes or dies. */
export interface MemoryStore {
  /**
   * The opener dies here: what it had not yet applied is lost, all its calls from now on reject with `RECORDS_BROKEN`,
   * and the store can be opened again at once. Does nothing when nobody has it open.
   */
  readonly crash: () => void;
  /** A store of its own with what is durable in this one, opened by nobody. Cheap: values are shared. */
  readonly copy: () => MemoryStore;
  readonly entryCount: () => number;
}

/** The inside of a store. `opener` is whoever holds it. */
export interface Medium {
  readonly records: StoredRecords;
  opener: object | undefined;
}

const media = new WeakMap<MemoryStore, Medium>();

export function createMemoryStore(): MemoryStore {
  return storeOf(new StoredRecords());
}

/** The inside of a store made by this package. */
export function mediumOf(store: MemoryStore): Medium {
  const medium = media.get(store);
  if (medium === undefined) throw new TypeError('The store was not made by createMemoryStore.');
  return medium;
}

function storeOf(records: StoredRecords): MemoryStore {
  const medium: Medium = { records, opener: undefined };
  const store: MemoryStore = Object.freeze({
    crash: () => {
      medium.opener = undefined;
    },
    copy: () => storeOf(records.copy()),
    entryCount: () => records.count,
  });
  media.set(store, medium);
  return store;
}
