import { concat } from '../bytes.ts';
import type { RecordName, SealedStore } from '../vault/sealed-store.ts';
import { documentName, parseDocument } from './document.ts';
import type { Document, DocumentKey } from './document.ts';
import type { SearchLimits } from '../search-limits.ts';
import { searchTables } from './search-tables.ts';

/**
 * The messages that are in no block, one record each. Others' transactions write these records, and nobody tells whether they were
 * committed: the store is asked.
 */
export interface Recent {
  /**
   * A transaction will put `value` under the message's name, or remove it (`undefined`). The message is not settled until that is seen
   * in the store; when the store has the same `value` now, it cannot be seen, and the message settles no more.
   */
  readonly touch: (key: TouchedKey, value: Uint8Array | undefined, isStored: boolean) => void;
  /** Brings what is in memory up to date. Call it before what follows. @throws VAULT_BROKEN, VAULT_NEWER, HANDSET_LOCKED */
  readonly refresh: () => Promise<void>;
  /** The same, by reading all that is stored, whoever wrote it. */
  readonly reload: () => Promise<void>;
  readonly all: () => Iterable<Document>;
  readonly has: (key: TouchedKey) => boolean;
  /** False: there is no record of it, and no transaction is known that may put one. Needs no refresh. */
  readonly mayHave: (key: TouchedKey) => boolean;
  /** No transaction is known that may still change it. */
  readonly isSettled: (key: TouchedKey) => boolean;
  /** The records of these were put or removed by a transaction that was committed. */
  readonly moved: (put: readonly Document[], removed: readonly TouchedKey[]) => void;
  /** How many there are, as far as known without reading. */
  readonly size: () => number;
}

export type TouchedKey = Omit<DocumentKey, 'hlc'>;

interface Touched {
  readonly key: TouchedKey;
  readonly value: Uint8Array | undefined;
  readonly isStored: boolean;
}

export function recentName({ conversation, id }: TouchedKey): RecordName {
  const number = new Uint8Array(4);
  new DataView(number.buffer).setUint32(0, conversation);
  return { table: searchTables.recent, id: concat(number, id) };
}

export function createRecent(
  store: Pick<SealedStore, 'get' | 'values'>,
  limits: SearchLimits,
): Recent {
  let documents: Map<string, Document> | undefined;
  const touched = new Map<string, Touched>();

  async function readAll(): Promise<Map<string, Document>> {
    const found = new Map<string, Document>();
    // What is touched while this goes on may be missed: it stays to be asked for. What is settled here was seen.
    const waiting = new Map(touched);
    for await (const value of store.values(searchTables.recent)) {
      const document = parseDocument(value);
      const name = documentName(document);
      found.set(name, document);
      const waits = waiting.get(name);
      waiting.delete(name);
      if (waits !== undefined && isSame(waits.value, value)) settle(name, waits);
    }
    for (const [name, waits] of waiting) if (waits.value === undefined) settle(name, waits);
    return found;
  }

  // A later touch of the same message is another one, and waits on.
  function settle(name: string, seen: Touched): void {
    if (touched.get(name) === seen && !seen.isStored) touched.delete(name);
  }

  async function readOne(known: Map<string, Document>, name: string, of: Touched): Promise<void> {
    const value = await store.get(recentName(of.key));
    if (value === undefined) known.delete(name);
    else known.set(name, parseDocument(value));
    if (isSame(value, of.value)) settle(name, of);
  }

  return {
    touch: (key, value, isStored) => void touched.set(documentName(key), { key, value, isStored }),
    refresh: async () => {
      if (documents === undefined || touched.size > limits.maxSingleReads) {
        documents = await readAll();
      } else {
        const known = documents;
        await Promise.all(Array.from(touched, ([name, of]) => readOne(known, name, of)));
      }
    },
    reload: async () => {
      documents = await readAll();
    },
    all: () => documents?.values() ?? [],
    has: (key) => documents?.has(documentName(key)) ?? false,
    mayHave: (key) => {
      const name = documentName(key);
      return documents === undefined || documents.has(name) || touched.has(name);
    },
    isSettled: (key) => !touched.has(documentName(key)),
    moved: (put, removed) => {
      for (const key of removed) documents?.delete(documentName(key));
      for (const document of put) documents?.set(documentName(document), document);
    },
    size: () => (documents?.size ?? 0) + touched.size,
  };
}

/** True for two values that are the same, and for two that are none. */
export function isSame(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
