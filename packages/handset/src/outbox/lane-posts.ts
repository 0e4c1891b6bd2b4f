import type { RelayUrl } from '@sotto/core';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import { outboxTables } from './outbox-tables.ts';
import { placesOf, readLane } from './read-lane.ts';
import type { LanePage, PlacedPost } from './read-lane.ts';

/** Which posts of one lane are stored, as far as is known. Only ordinals are kept in memory. */
export interface LanePosts {
  /**
   * An ordinal for a post that a transaction is about to store, or for a mailing that stands for so many. They count as waiting until it
   * is clear that it does not.
   */
  readonly promise: (mailed?: number) => number;
  /** Something may be stored that was not seen yet. */
  readonly isUncertain: () => boolean;
  /** The posts of the first `limit` records, from an ordinal on. What was known and is gone is given up and told once. */
  readonly read: (limit: number, from?: number) => Promise<LanePage>;
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
  readonly found: readonly (PlacedPost & { readonly parked: boolean })[];
  /** Records that were there are gone: somebody took them from the store. */
  readonly lost: () => void;
  /** `waiting` has become less. */
  readonly lessened: () => void;
}

export function createLanePosts(
  { store, clock, stopping }: Pick<Engine, 'store' | 'clock' | 'stopping'>,
  { relay, found, lost, lessened }: LanePostsOptions,
): LanePosts {
  // Of each post the ordinal of the record that it is in.
  const stored = new Map(found.map(({ ordinal, record }) => [ordinal, record]));
  const parked = new Set(found.filter((each) => each.parked).map(({ ordinal }) => ordinal));
  const promised = new Map<number, number>();
  let next = found.reduce((last, { ordinal }) => Math.max(last, ordinal), -1) + 1;
  let isDoubtful = false;
  let isWatching = false;

  // A transaction that failed never tells. What it promised and is not there after a while is counted no more.
  const watch = async (): Promise<void> => {
    if (isWatching) return;
    isWatching = true;
    // All that is promised in one go is watched together.
    await Promise.resolve();
    while (promised.size > 0 && !stopping.aborted) {
      const old = [...promised.keys()];
      try {
        await clock.sleep(handsetLimits.promisedPostMs, stopping);
        await seeThose(old.flatMap((ordinal) => promised.get(ordinal) ?? []));
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

  const seeThose = async (records: readonly number[]): Promise<void> => {
    if (records.length === 0) return;
    const [from, to] = [Math.min(...records), Math.max(...records) + 1];
    for await (const { ordinal, value } of store.range(outboxTables.lane(relay), { from, to }))
      for (const each of placesOf(ordinal, value)) if (promised.has(each.ordinal)) see(each);
  };

  const see = ({ ordinal, record }: PlacedPost): void => {
    promised.delete(ordinal);
    stored.set(ordinal, record);
  };

  return {
    promise: (mailed) => {
      const record = next;
      next += 1 + (mailed ?? 0);
      if (mailed === undefined) promised.set(record, record);
      else for (let post = record + 1; post < next; post++) promised.set(post, record);
      void watch();
      return record;
    },
    doubted: (ordinal) => {
      const record = stored.get(ordinal);
      if (record === undefined) return;
      stored.delete(ordinal);
      promised.set(ordinal, record);
      void watch();
    },
    isUncertain: () => promised.size > 0 || isDoubtful,
    read: async (limit, from = 0) => {
      const known = [...stored];
      const page = await readLane(store, relay, { from, limit });
      for (const each of page.posts) see(each);
      const end = page.next ?? Number.POSITIVE_INFINITY;
      const there = new Set(page.posts.map(({ ordinal }) => ordinal));
      const gone = known.filter(
        ([ordinal, record]) => record >= from && record < end && !there.has(ordinal),
      );
      for (const [ordinal] of gone) forget(ordinal);
      if (gone.length > 0) lost();
      return page;
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
