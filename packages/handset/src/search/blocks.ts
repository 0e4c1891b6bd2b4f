import { hlcCompare } from '@sotto/protocol';
import type { SealedChange, SealedStore } from '../vault/sealed-store.ts';
import { encodeBlockDocuments, parseBlockDocuments } from './block-documents.ts';
import { encodeBlockHead, headOf, markOf, mayHold, parseBlockHead } from './block-head.ts';
import type { BlockHead } from './block-head.ts';
import { encodeBlockWords, matchBlockWords, parseBlockWords } from './block-words.ts';
import { compareFound } from './document.ts';
import type { Document, DocumentKey } from './document.ts';
import type { SearchLimits } from '../search-limits.ts';
import { brokenSearch } from './packed.ts';
import { searchTables } from './search-tables.ts';
import { createWordsCache } from './words-cache.ts';
import type { Word } from './words.ts';

/** The blocks of messages that do not change any more, as stored; their heads are in memory. One call of `write` at a time. */
export interface Blocks {
  /** Those with the newest message first. */
  readonly list: () => readonly Block[];
  /** Those that may hold a message with one of these ids: for ids that were in no block, hardly ever one. */
  readonly thatMayHold: (ids: readonly Uint8Array[]) => readonly Block[];
  /** Numbers, rising, of the block's documents that hold words beginning with the query's. */
  readonly match: (ordinal: number, query: readonly Word[]) => Promise<readonly number[]>;
  /** By number, newest first. */
  readonly documents: (ordinal: number) => Promise<readonly DocumentKey[]>;
  /** The same with their words. */
  readonly read: (ordinal: number) => Promise<readonly Document[]>;
  /** All or nothing. @throws STORAGE_FULL, HANDSET_LOCKED */
  readonly write: (change: BlockChange) => Promise<void>;
}

export interface Block {
  readonly ordinal: number;
  readonly head: BlockHead;
}

export interface BlockChange {
  /** What a block holds from now on, in any order; nothing removes it. */
  readonly replace?: ReadonlyMap<number, readonly Document[]>;
  /** What a new block holds: at least one. */
  readonly add?: readonly Document[];
  /** In the same transaction. */
  readonly also?: readonly SealedChange[];
}

/** @throws VAULT_BROKEN, VAULT_NEWER, HANDSET_LOCKED */
export async function loadBlocks(
  store: Pick<SealedStore, 'get' | 'range' | 'write'>,
  limits: SearchLimits,
): Promise<Blocks> {
  const heads = new Map<number, BlockHead>();
  for await (const { ordinal, value } of store.range(searchTables.heads, {}))
    heads.set(ordinal, parseBlockHead(value));
  // Of every block that there was since, once they are asked for: what is new is known at once, however many blocks there are.
  let marks: Set<number> | undefined;
  let sorted: readonly Block[] | undefined;
  let next = Math.max(-1, ...heads.keys()) + 1;
  const cache = createWordsCache(limits.maxWordsInMemoryBytes);

  // What is done with the words has to be done at once: the cache overwrites what it drops.
  async function withWords<T>(ordinal: number, use: (words: Uint8Array) => T): Promise<T> {
    const cached = cache.get(ordinal);
    if (cached !== undefined) return use(cached);
    const words = await load(store, searchTables.words, ordinal);
    cache.put(ordinal, words);
    return use(words);
  }
  async function documents(ordinal: number): Promise<readonly DocumentKey[]> {
    return parseBlockDocuments(await load(store, searchTables.documents, ordinal));
  }

  const list = (): readonly Block[] =>
    (sorted ??= Array.from(heads, ([ordinal, head]) => ({ ordinal, head })).sort((a, b) =>
      hlcCompare(b.head.newest, a.head.newest),
    ));

  return {
    list,
    thatMayHold: (ids) => {
      const known = (marks ??= new Set(heads.values().flatMap((head) => head.marks.values())));
      const suspects = ids.filter((id) => known.has(markOf(id)));
      if (suspects.length === 0) return [];
      return list().filter(({ head }) => suspects.some((id) => mayHold(head, id)));
    },
    match: (ordinal, query) => withWords(ordinal, (words) => matchBlockWords(words, query)),
    documents,
    read: async (ordinal) => {
      const keys = await documents(ordinal);
      const words = await withWords(ordinal, parseBlockWords);
      if (words.length !== keys.length) throw brokenSearch();
      return keys.map((key, number) => ({ ...key, words: words[number] ?? [] }));
    },
    write: async ({ replace = new Map(), add, also = [] }) => {
      const made = new Map(replace);
      if (add !== undefined) made.set(next, add);
      const changes: SealedChange[] = [];
      for (const [ordinal, held] of made) changes.push(...blockChanges(ordinal, held));
      await store.write([...changes, ...also]);
      if (add !== undefined) next += 1;
      sorted = undefined;
      for (const [ordinal, held] of made) {
        cache.remove(ordinal);
        if (held.length === 0) {
          heads.delete(ordinal);
          continue;
        }
        const head = headOf(held.toSorted(compareFound));
        heads.set(ordinal, head);
        for (const mark of head.marks) marks?.add(mark);
      }
    },
  };
}

function blockChanges(ordinal: number, held: readonly Document[]): readonly SealedChange[] {
  const { heads, words, documents } = searchTables;
  if (held.length === 0)
    return [heads, words, documents].map((table) => ({ remove: { table, ordinal } }));
  const sorted = held.toSorted(compareFound);
  return [
    { put: { table: heads, ordinal }, value: encodeBlockHead(headOf(sorted)) },
    { put: { table: words, ordinal }, value: encodeBlockWords(sorted) },
    { put: { table: documents, ordinal }, value: encodeBlockDocuments(sorted) },
  ];
}

async function load(
  store: Pick<SealedStore, 'get'>,
  table: string,
  ordinal: number,
): Promise<Uint8Array> {
  const value = await store.get({ table, ordinal });
  if (value === undefined) throw brokenSearch();
  return value;
}
