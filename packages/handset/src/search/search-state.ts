import { createSerial } from '../serial.ts';
import type { SealedStore } from '../vault/sealed-store.ts';
import { loadBlocks } from './blocks.ts';
import type { Blocks } from './blocks.ts';
import { loadConversationNumbers } from './conversation-numbers.ts';
import type { ConversationNumbers } from './conversation-numbers.ts';
import type { SearchLimits } from '../search-limits.ts';
import { createRecent } from './recent.ts';
import type { Recent } from './recent.ts';

/** What search knows of its records, from the first use until it is cleared. */
export interface SearchState {
  readonly store: SealedStore;
  readonly limits: SearchLimits;
  readonly numbers: ConversationNumbers;
  readonly recent: Recent;
  readonly blocks: Blocks;
}

/** Lends the state out, to one after the other. */
export interface StateKeeper {
  /** Read when it is not there. Others' work may be under way: only for what needs no wait. @throws VAULT_BROKEN, VAULT_NEWER */
  readonly now: () => Promise<SearchState>;
  /** Runs `job` when every job before it is done. @throws what the job throws, VAULT_BROKEN, VAULT_NEWER */
  readonly work: <T>(job: (state: SearchState) => Promise<T>) => Promise<T>;
  /** A job under way goes on with the state that it has, and the next one reads a new one. */
  readonly clear: () => void;
}

export function createStateKeeper(store: SealedStore, limits: SearchLimits): StateKeeper {
  const serial = createSerial();
  let state: Promise<SearchState> | undefined;

  // In its turn too: a job under way may be changing what is read.
  function now(): Promise<SearchState> {
    if (state !== undefined) return state;
    const loading = serial.run(() => loadState(store, limits));
    state = loading;
    loading.catch(() => {
      if (state === loading) state = undefined;
    });
    return loading;
  }

  async function work<T>(job: (state: SearchState) => Promise<T>): Promise<T> {
    for (;;) {
      const mine = now();
      const known = await mine;
      const done = await serial.run(async () =>
        state === mine ? { result: await job(known) } : undefined,
      );
      if (done !== undefined) return done.result;
    }
  }

  return {
    now,
    work,
    clear: () => {
      state = undefined;
    },
  };
}

async function loadState(store: SealedStore, limits: SearchLimits): Promise<SearchState> {
  const [numbers, blocks] = await Promise.all([
    loadConversationNumbers(store),
    loadBlocks(store, limits),
  ]);
  return { store, limits, numbers, recent: createRecent(store, limits), blocks };
}
