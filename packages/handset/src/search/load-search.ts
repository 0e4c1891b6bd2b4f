import type { Engine } from '../engine.ts';
import type { Transaction } from '../storage/transaction.ts';
import { createBackground } from './background.ts';
import { documentName, encodeDocument } from './document.ts';
import { find } from './find.ts';
import { searchLimits } from '../search-limits.ts';
import type { SearchLimits } from '../search-limits.ts';
import { dropConversation, merge } from './merge.ts';
import { mayBeInBlock, moveOut } from './move-out.ts';
import { isSame, recentName } from './recent.ts';
import type { TouchedKey } from './recent.ts';
import type { SearchIndex } from './search-index.ts';
import { createStateKeeper } from './search-state.ts';
import type { SearchState } from './search-state.ts';
import { queryWords, wordsOf } from './words.ts';

/**
 * The index of a vault that is open. Reads the heads of its blocks at once, and the rest when it is needed.
 * @throws HANDSET_LOCKED, VAULT_BROKEN, VAULT_NEWER
 */
export async function loadSearch(
  engine: Pick<Engine, 'store' | 'clock' | 'stopping'>,
  limits: SearchLimits = searchLimits,
): Promise<SearchIndex> {
  const keeper = createStateKeeper(engine.store, limits);
  /** Jobs that take records from one place to another, waiting or under way. */
  let moving = 0;
  const leaving = new Map<string, TouchedKey>();

  async function move<T>(job: (state: SearchState) => Promise<T>): Promise<T> {
    moving += 1;
    try {
      return await keeper.work(job);
    } finally {
      moving -= 1;
    }
  }
  const background = createBackground(engine, limits.mergeDelayMs, () => move(merge));

  /** When this resolves, no block has the message; that none gets it again is a matter of its touch. False: none can have had it. */
  async function moveAside(state: SearchState, key: TouchedKey): Promise<boolean> {
    if (moving === 0 && !mayBeInBlock(state, key)) return false;
    leaving.set(documentName(key), key);
    await move(async (now) => {
      const batch = new Map(leaving);
      leaving.clear();
      try {
        await moveOut(now, [...batch.values()]);
      } catch (error) {
        // Whoever asked for one of these has a turn of his own, and fails by it.
        for (const [name, of] of batch) leaving.set(name, of);
        throw error;
      }
    });
    return true;
  }

  async function write(
    tx: Transaction,
    key: TouchedKey,
    value: Uint8Array | undefined,
  ): Promise<void> {
    const state = await keeper.now();
    const name = recentName(key);
    const { recent } = state;
    const isNew = !recent.mayHave(key);
    if (value === undefined && isNew && moving === 0 && !mayBeInBlock(state, key)) return;
    if (!isNew && value !== undefined && isSame(await tx.get(name), value)) return;
    // Not settled in any case until it is known what its record holds.
    recent.touch(key, value, true);
    const isMoved = await moveAside(state, key);
    const stored = isNew && !isMoved ? undefined : await engine.store.get(name);
    recent.touch(key, value, value !== undefined && isSame(stored, value));
    if (value === undefined) tx.remove(name);
    else tx.put(name, value);
    if (recent.size() >= limits.blockMessages) background.wake();
  }

  await keeper.now();
  // What earlier runs left undone.
  background.wake();
  return {
    note: async (tx, conversation, { id, hlc, text }) => {
      const { numbers } = await keeper.now();
      const number =
        numbers.numberOf(conversation) ??
        (await keeper.work((state) => state.numbers.assign(conversation)));
      const words = wordsOf(text);
      const document = { conversation: number, id: id.slice(), hlc, words };
      await write(tx, document, words.length === 0 ? undefined : encodeDocument(document));
    },
    forget: async (tx, conversation, id) => {
      const number = (await keeper.now()).numbers.numberOf(conversation);
      if (number !== undefined)
        await write(tx, { conversation: number, id: id.slice() }, undefined);
    },
    forgetConversation: (conversation) =>
      move(async (state) => {
        await state.numbers.drop(conversation);
        for (const number of state.numbers.dropping()) await dropConversation(state, number);
      }),
    find: async (query, options) => {
      const words = queryWords(query);
      if (words.length === 0 || options.limit < 1) return [];
      const signal = options.signal
        ? AbortSignal.any([options.signal, engine.stopping])
        : engine.stopping;
      return keeper.work((state) => find(state, words, { ...options, signal }));
    },
    clear: keeper.clear,
  };
}
