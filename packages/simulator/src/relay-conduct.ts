import type { Clock, MailboxAddress, Mailboxes, Plugin, Post, Services } from '@sotto/core';
import { createPlugin, definePlugin } from '@sotto/core';
import type { SeededRandom } from './seeded-random.ts';

/** How a relay treats posts. Chances are from 0 to 1, of each post. */
export interface Conduct {
  /** It says stored, and stores nothing: a lie. */
  readonly loseChance: number;
  /** It stores the body twice, the second time under another post id. */
  readonly duplicateChance: number;
  /** It stores the post up to `maxReorderMs` later, behind what comes meanwhile. It says stored at once, and keeps its word. */
  readonly reorderChance: number;
  readonly maxReorderMs: number;
}

export const honest: Conduct = Object.freeze({
  loseChance: 0,
  duplicateChance: 0,
  reorderChance: 0,
  maxReorderMs: 0,
});

/** One relay's conduct. It outlives the runs of the relay, as do the posts that it holds back. */
export interface RelayConduct {
  /** What is not named is honest. */
  readonly set: (conduct: Partial<Conduct>) => void;
  /** Takes posts and delivers nothing, for so many milliseconds from now. */
  readonly withhold: (ms: number) => void;
  /** Ends withholding, and stores what is held back. */
  readonly release: () => Promise<void>;
  /** Posts that were said to be stored and are not. */
  readonly lost: () => number;
  /** The store behind this conduct. */
  readonly over: (plugin: Plugin<'mailboxes'>) => Plugin<'mailboxes'>;
  /** Whoever listened is dead. */
  readonly forgetListeners: () => void;
}

type Listener = (address: MailboxAddress) => void;

export function createRelayConduct(
  random: SeededRandom,
  clock: Clock,
  posted: (body: Uint8Array) => void,
): RelayConduct {
  let conduct = honest;
  let withheldUntilMs = 0;
  let lost = 0;
  let store: Mailboxes | undefined;
  const listeners = new Set<Listener>();
  const missed = new Map<string, MailboxAddress>();
  const held = new Set<Post>();

  const isWithheld = (): boolean => clock.now() < withheldUntilMs;
  const miss = (address: MailboxAddress): void => void missed.set(address.toHex(), address);

  const deliver = (): void => {
    if (isWithheld()) return;
    const all = [...missed.values()];
    missed.clear();
    for (const address of all) for (const listener of listeners) listener(address);
  };
  /** What cannot be stored now is stored when the relay is up again. */
  const storeHeld = async (post: Post): Promise<void> => {
    if (!held.has(post) || store === undefined) return;
    try {
      await store.post(post);
      held.delete(post);
    } catch (error) {
      if (!isClosed(error)) throw error;
    }
  };
  const hold = (post: Post): void => {
    const copy = { ...post, body: post.body.slice() };
    held.add(copy);
    void clock.sleep(random.whole(1, conduct.maxReorderMs)).then(() => storeHeld(copy));
  };

  const conducted = (real: Mailboxes): Mailboxes => ({
    ...real,
    post: async (post) => {
      posted(post.body);
      const { loseChance, duplicateChance, reorderChance } = conduct;
      if (random.chance(loseChance)) {
        lost += 1;
        return post.mailboxes.map(() => 'stored' as const);
      }
      if (random.chance(reorderChance)) {
        hold(post);
        return post.mailboxes.map(() => 'stored' as const);
      }
      const outcomes = await real.post(post);
      if (random.chance(duplicateChance)) {
        await real.post({ ...post, postId: random.bytes(post.postId.length) as Post['postId'] });
      }
      return outcomes;
    },
    read: async (read) => {
      if (!isWithheld()) return real.read(read);
      miss(read.address.slice() as MailboxAddress);
      return [];
    },
    watch: (listener) => {
      listeners.add(listener);
      const end = real.watch((address) => (isWithheld() ? miss(address) : listener(address)));
      return () => {
        listeners.delete(listener);
        end();
      };
    },
  });

  return {
    set: (next) => {
      conduct = { ...honest, ...next };
    },
    withhold: (ms) => {
      withheldUntilMs = Math.max(withheldUntilMs, clock.now() + ms);
      void clock.sleep(ms).then(deliver);
    },
    release: async () => {
      withheldUntilMs = 0;
      deliver();
      await Promise.all([...held].map(storeHeld));
    },
    lost: () => lost,
    forgetListeners: () => listeners.clear(),
    over: (plugin) =>
      definePlugin({
        ...plugin,
        create: async (services): Promise<Mailboxes> => {
          const real = await createPlugin(plugin, services as Services);
          store = real;
          await Promise.all([...held].map(storeHeld));
          return conducted(real);
        },
      }),
  };
}

function isClosed(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'MAILBOXES_CLOSED';
}
