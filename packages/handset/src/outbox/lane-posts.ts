import type { RelayUrl } from '@sotto/core';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import { decodePost } from '../storage/post-record.ts';
import type { WaitingPost } from './next-posts.ts';
import { outboxTables } from './outbox-tables.ts';

/** Which posts of one lane are stored, as far as is known. Only ordinals are kept in memory. */
export interface LanePosts {
  /** Ordinals for posts that a transaction is about to store. They count as waiting until it is clear that it does not. */
  readonly promise: (count: number) => number;
  /** Something may be stored that was not seen yet. */
  readonly isUncertain: () => boolean;
  /** The first `limit` posts, from an ordinal on. What was known and is gone is given up and told once. */
  readonly read: (limit: number, from?: number) => Promise<readonly WaitingPost[]>;
  /** It is not known whether the post is still there: what was to remove it failed, and may have been done all the same. */
  readonly doubted: (ordinal: number) => void;
  /** The post is no longer in the lane. */
  readonly removed: (ordinal: number) => void;
  readonly parked: (ordinal: number, isParked: boolean) => void;
  /** Posts that are to be sent, those that are only promised included. */
  readonly waiting: () => number;
  /** Posts in the store. */
  readonly stored: () => number;
}

export interface LanePostsOptions {
  readonly relay: RelayUrl;
  /** What the store holds of the lane now, in its order. */
  readonly found: readonly { readonly ordinal: number; readonly parked: boolean }[];
  /** Records that were there are gone: somebody took them from the store. */
  readonly lost: () => void;
  /** `waiting` has become less. */
  readonly lessened: () => void;
}

export function createLanePosts(
  { store, clock, stopping }: Pick<Engine, 'store' | 'clock' | 'stopping'>,
  { relay, found, lost, lessened }: LanePostsOptions,
): LanePosts {
  const stored = new Set(found.map(({ ordinal }) => ordinal));
  const parked = new Set(found.filter((each) => each.parked).map(({ ordinal }) => ordinal));
  const promised = new Set<number>();
  let next = (found.at(-1)?.ordinal ?? -1) + 1;
  let isDoubtful = false;
  let isWatching = false;

  // A transaction that failed never tells. What it promised and is not there after a while is counted no more.
  const watch = async (): Promise<void> => {
    isWatching = true;
    while (promised.size > 0 && !stopping.aborted) {
      const old = [...promised];
      try {
        await clock.sleep(handsetLimits.promisedPostMs, stopping);
        await seeThose(old.filter((ordinal) => promised.has(ordinal)).sort((a, b) => a - b));
      } catch {
        // Stopped, or the store could not be read now: then they are looked for again.
        continue;
      }
      const unkept = old.filter((ordinal) => promised.delete(ordinal));
      if (unkept.length === 0) continue;
      isDoubtful = true;
      lessened();
    }
    isWatching = false;
  };

  const seeThose = async (ordinals: readonly number[]): Promise<void> => {
    const [from] = ordinals;
    const last = ordinals.at(-1);
    if (from === undefined || last === undefined) return;
    const range = { from, to: last + 1 };
    for await (const { ordinal } of store.range(outboxTables.lane(relay), range))
      if (promised.has(ordinal)) see(ordinal);
  };

  const see = (ordinal: number): void => {
    promised.delete(ordinal);
    stored.add(ordinal);
  };

  return {
    promise: (count) => {
      const first = next;
      next += count;
      for (let ordinal = first; ordinal < next; ordinal++) promised.add(ordinal);
      if (!isWatching) void watch();
      return first;
    },
    doubted: (ordinal) => {
      if (!stored.delete(ordinal)) return;
      promised.add(ordinal);
      if (!isWatching) void watch();
    },
    isUncertain: () => promised.size > 0 || isDoubtful,
    read: async (limit, from = 0) => {
      const known = [...stored];
      const posts: WaitingPost[] = [];
      for await (const { ordinal, value } of store.range(outboxTables.lane(relay), { from, limit }))
        posts.push({ ordinal, post: decodePost(value) });
      for (const { ordinal } of posts) see(ordinal);
      const end = posts.length < limit ? Number.POSITIVE_INFINITY : (posts.at(-1)?.ordinal ?? from);
      const there = new Set(posts.map(({ ordinal }) => ordinal));
      const gone = known.filter((each) => each >= from && each <= end && !there.has(each));
      for (const ordinal of gone) forget(ordinal);
      if (gone.length > 0) lost();
      return posts;
    },
    removed: (ordinal) => forget(ordinal),
    parked: (ordinal, isParked) => {
      if (!isParked) return void parked.delete(ordinal);
      parked.add(ordinal);
      lessened();
    },
    waiting: () => stored.size + promised.size - parked.size,
    stored: () => stored.size,
  };

  function forget(ordinal: number): void {
    stored.delete(ordinal);
    parked.delete(ordinal);
    lessened();
  }
}
