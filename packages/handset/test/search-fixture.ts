import { setImmediate as turn } from 'node:timers/promises';
import type { Clock, Records } from '@sotto/core';
import type { Hlc } from '@sotto/protocol';
import { createMemoryStore } from '@sotto/records-memory';
import type { MemoryRecordsOptions, MemoryStore } from '@sotto/records-memory';
import type { ConversationId } from '../src/api.ts';
import { toHex } from '../src/hex.ts';
import { parseBlockDocuments } from '../src/search/block-documents.ts';
import { parseBlockWords } from '../src/search/block-words.ts';
import { parseDocument } from '../src/search/document.ts';
import { searchLimits } from '../src/search-limits.ts';
import type { SearchLimits } from '../src/search-limits.ts';
import { loadSearch } from '../src/search/load-search.ts';
import type { Hit, SearchIndex } from '../src/search/search-index.ts';
import { searchTables } from '../src/search/search-tables.ts';
import { wordsOf } from '../src/search/words.ts';
import { beginTransaction } from '../src/storage/transaction.ts';
import type { Transaction } from '../src/storage/transaction.ts';
import type { SealedStore } from '../src/vault/sealed-store.ts';
import type { OpenVault } from '../src/vault/vault.ts';
import { makeParts, makeVault, reopen } from './vault-fixture.ts';

/** Bounds so small that a few messages meet all of them. */
export const small: SearchLimits = {
  ...searchLimits,
  blockMessages: 4,
  blockWordBytes: 60,
  tidyBlockMessages: 3,
  readAheadBlocks: 2,
  maxWordsInMemoryBytes: 150,
  maxSingleReads: 3,
  mergeDelayMs: 0,
};

/** Waits for nothing but its turn. */
export const instantClock: Clock = {
  now: () => 0,
  sleep: async (_ms, signal) => {
    await turn();
    signal?.throwIfAborted();
  },
};

export interface SearchBed {
  readonly records: Records;
  readonly vault: OpenVault;
  readonly store: SealedStore;
  readonly search: SearchIndex;
  /** As the engine's when the handset is locked. */
  readonly stop: AbortController;
}

export interface BedOptions {
  readonly memory?: MemoryStore;
  readonly limits?: SearchLimits;
  readonly clock?: Clock;
  readonly hooks?: Pick<MemoryRecordsOptions, 'onWrite' | 'onWritten'>;
  /** Of the vault in `memory`; default: a new one is made. */
  readonly again?: boolean;
}

/** A vault, as search sees it. */
export async function makeBed(options: BedOptions = {}): Promise<SearchBed> {
  const parts = await makeParts({ store: options.memory ?? createMemoryStore(), ...options.hooks });
  const vault = options.again === true ? await reopen(parts) : await makeVault(parts);
  const stop = new AbortController();
  const { store } = vault;
  const engine = { store, clock: options.clock ?? instantClock, stopping: stop.signal };
  return {
    records: parts.records,
    vault,
    store,
    stop,
    search: await loadSearch(engine, options.limits ?? small),
  };
}

/** Lets what goes on behind come to rest. */
export async function rest(): Promise<void> {
  for (let at = 0; at < 40; at += 1) await turn();
}

/** 32 bytes that differ in the last: to tell some of them apart needs more than their beginning. */
export function idOf(number: number): Uint8Array {
  const id = new Uint8Array(32).fill(number % 3, 0, 4);
  id[31] = number;
  return id;
}

export const conversationOf = (number: number): ConversationId =>
  `conversation-${number}` as ConversationId;

export interface ModelMessage {
  readonly conversation: ConversationId;
  readonly id: Uint8Array;
  readonly hlc: Hlc;
  readonly text: string;
}

/** What search should find, by looking at every message. */
export function naiveFind(
  messages: Iterable<ModelMessage>,
  query: string,
  conversation?: ConversationId,
): readonly string[] {
  const starts = wordsOf(query);
  return [...messages]
    .filter((message) => conversation === undefined || message.conversation === conversation)
    .filter(({ text }) => {
      const words = wordsOf(text);
      return (
        starts.length > 0 && starts.every((start) => words.some((word) => word.startsWith(start)))
      );
    })
    .sort(
      (a, b) =>
        b.hlc.physicalMs - a.hlc.physicalMs ||
        b.hlc.counter - a.hlc.counter ||
        Buffer.compare(b.id, a.id),
    )
    .map(nameOf);
}

export function nameOf({ conversation, id }: Pick<Hit, 'conversation' | 'id'>): string {
  return `${conversation}/${toHex(id)}`;
}

export async function inTransaction(
  store: SealedStore,
  work: (tx: Transaction) => Promise<void>,
): Promise<void> {
  const tx = beginTransaction(store);
  await work(tx);
  await tx.commit();
}

/** Every version of every message that is stored, in blocks and outside, as its id and its words. */
export async function storedDocuments(store: SealedStore): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const value of store.values(searchTables.recent)) {
    const { id, words } = parseDocument(value);
    found.push(`${toHex(id)} ${words.toSorted().join(' ')}`);
  }
  const words = await Array.fromAsync(store.range(searchTables.words, {}));
  const documents = await Array.fromAsync(store.range(searchTables.documents, {}));
  const heads = await Array.fromAsync(store.range(searchTables.heads, {}));
  const ordinals = [words, documents, heads].map((records) =>
    records.map(({ ordinal }) => ordinal).join(' '),
  );
  if (new Set(ordinals).size !== 1) throw new Error('The tables of blocks do not fit together.');
  for (const [index, { value }] of words.entries()) {
    const keys = parseBlockDocuments(documents[index]!.value);
    for (const [number, of] of parseBlockWords(value).entries())
      found.push(`${toHex(keys[number]!.id)} ${of.toSorted().join(' ')}`);
  }
  return found.sort();
}

/** Every opened value of every table of search. */
export async function storedValues(store: SealedStore): Promise<readonly Uint8Array[]> {
  const found: Uint8Array[] = [];
  for (const table of [searchTables.recent, searchTables.conversations])
    found.push(...(await Array.fromAsync(store.values(table))));
  for (const table of [searchTables.heads, searchTables.words, searchTables.documents])
    for await (const { value } of store.range(table, {})) found.push(value);
  return found;
}
