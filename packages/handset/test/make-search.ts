import type { Clock, Crypto, Records } from '@sotto/core';
import type { ConversationId } from '../src/api.ts';
import { loadSearch } from '../src/search/load-search.ts';
import type { SearchIndex } from '../src/search/search-index.ts';
import { beginTransaction } from '../src/storage/transaction.ts';
import { createVault } from '../src/vault/create-vault.ts';
import { vaultParts } from './vault-parts.ts';

/** Search in a vault of its own, to be measured. Message `n` is the `n`th that was noted. */
export interface MadeSearch {
  /** In transactions of as many messages as a delivery stores at once. */
  readonly note: (texts: readonly string[]) => Promise<void>;
  /** Resolves when what goes on behind is done. */
  readonly rest: () => Promise<void>;
  /** How long that takes. */
  readonly restMs: number;
  readonly forget: (message: number) => Promise<void>;
  /** As after unlocking: nothing is in memory but what loading reads. */
  readonly reload: () => Promise<void>;
  /** How many were found. */
  readonly find: (query: string, limit: number) => Promise<number>;
  readonly stop: () => void;
}

const batch = 64;
const conversations = 50;
const minuteMs = 60_000;
const restMs = 2_500;

export async function makeSearch(parts: {
  readonly records: Records;
  readonly crypto: Crypto;
  readonly clock: Clock;
}): Promise<MadeSearch> {
  const { records, crypto, clock } = parts;
  const { store } = await createVault(vaultParts(records, crypto), {
    passphrase: 'to be measured',
    unsafeArgon2: { memoryKiB: 8, passes: 1, parallelism: 1 },
  });
  let stop = new AbortController();
  const ids: Uint8Array[] = [];
  const load = (): Promise<SearchIndex> => loadSearch({ store, clock, stopping: stop.signal });
  let search = await load();
  // Several in a row are of one conversation, as when people talk.
  const conversationOf = (message: number): ConversationId =>
    `conversation-${Math.floor(message / 16) % conversations}` as ConversationId;

  return {
    note: async (texts) => {
      for (let from = 0; from < texts.length; from += batch) {
        const tx = beginTransaction(store);
        for (const text of texts.slice(from, from + batch)) {
          const number = ids.push(crypto.random(32)) - 1;
          const hlc = { physicalMs: number * minuteMs, counter: 0 };
          await search.note(tx, conversationOf(number), { id: ids[number]!, hlc, text });
        }
        await tx.commit();
      }
    },
    rest: () => clock.sleep(restMs),
    restMs,
    forget: async (message) => {
      const tx = beginTransaction(store);
      await search.forget(tx, conversationOf(message), ids[message]!);
      await tx.commit();
    },
    reload: async () => {
      // One at a time: what the former one still had to do is done by the next.
      stop.abort(new Error('Locked.'));
      search.clear();
      stop = new AbortController();
      search = await load();
    },
    find: async (query, limit) => (await search.find(query, { limit })).length,
    stop: () => stop.abort(),
  };
}
