import { toHex } from '../hex.ts';
import type {
  OrderedRecord,
  OrdinalRange,
  RecordName,
  SealedChange,
  SealedStore,
} from '../vault/sealed-store.ts';

/** A store that is written as a whole later: what a handset has before there is a vault for it. */
export interface MemoryStore extends SealedStore {
  /** All that it holds. The values are the store's own. */
  readonly changes: () => readonly SealedChange[];
}

interface Held {
  readonly name: RecordName;
  readonly value: Uint8Array;
}

export function memoryStore(): MemoryStore {
  const tables = new Map<string, Map<string, Held>>();

  const tableOf = (table: string): Map<string, Held> => {
    let found = tables.get(table);
    if (found === undefined) tables.set(table, (found = new Map<string, Held>()));
    return found;
  };

  const ordered = (table: string, { from = 0, to = Infinity }: OrdinalRange): OrderedRecord[] => {
    const found: OrderedRecord[] = [];
    for (const { name, value } of tableOf(table).values())
      if ('ordinal' in name && name.ordinal >= from && name.ordinal < to)
        found.push({ ordinal: name.ordinal, value });
    return found.toSorted((a, b) => a.ordinal - b.ordinal);
  };

  return {
    get: async (name) => tableOf(name.table).get(keyOf(name))?.value.slice(),
    write: async (changes) => {
      for (const change of changes) {
        if ('put' in change)
          tableOf(change.put.table).set(keyOf(change.put), {
            name: change.put,
            value: change.value.slice(),
          });
        else tableOf(change.remove.table).delete(keyOf(change.remove));
      }
    },
    range: async function* (table, range) {
      const found = ordered(table, range);
      if (range.reverse === true) found.reverse();
      for (const { ordinal, value } of found.slice(0, range.limit))
        yield { ordinal, value: value.slice() };
    },
    values: async function* (table) {
      for (const { value } of [...tableOf(table).values()]) yield value.slice();
    },
    usedBytes: async () => 0,
    changes: () =>
      [...tables.values()].flatMap((table) =>
        Array.from(table.values(), ({ name, value }) => ({ put: name, value })),
      ),
  };
}

function keyOf(name: RecordName): string {
  if ('ordinal' in name) return `#${name.ordinal}`;
  return typeof name.id === 'string' ? `"${name.id}` : `x${toHex(name.id)}`;
}
