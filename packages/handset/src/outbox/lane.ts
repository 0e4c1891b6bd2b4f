import type { RelayUrl } from '@sotto/core';
import { toHex } from '../hex.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import type { Troubles } from '../events/troubles.ts';
import { handsetLimits } from '../limits.ts';
import type { RelaySession } from '../sync/relay-session.ts';
import type { Sync } from '../sync/sync.ts';
import { within } from '../sync/within.ts';
import { growingMs, judgeAge, judgePost } from './judge-post.ts';
import type { Verdict } from './judge-post.ts';
import type { LanePosts } from './lane-posts.ts';
import { sealPost } from './mailings.ts';
import { nextPosts } from './next-posts.ts';
import type { WaitingPost } from './next-posts.ts';
import type { LanePage } from './read-lane.ts';
import { sendPost } from './send-post.ts';
import { createSetAside } from './set-aside.ts';
import { settlePosts } from './settle-posts.ts';
import type { Judged, Settle } from './settle-posts.ts';

/** Posts what waits for one relay, in order, a window at a time. */
export interface Lane {
  /** Looks at the store again. */
  readonly wake: () => void;
  /** Ends every wait for a time. */
  readonly nudge: () => void;
  /** No session could be had for longer than anything expendable is worth. */
  readonly isUnreachable: () => boolean;
  /** Resolves when the lane has ended after `stopping`. */
  readonly done: Promise<void>;
}

export interface LaneOptions {
  readonly relay: RelayUrl;
  readonly posts: LanePosts;
  readonly sync: Pick<Sync, 'patiently'>;
  readonly troubles: Troubles;
  readonly settle: Settle;
}

export type LaneParts = Pick<Engine, 'store' | 'clock' | 'crypto' | 'stopping'>;

/** Begins at once. */
export function runLane(engine: LaneParts, options: LaneOptions): Lane {
  const { relay, posts, sync, troubles } = options;
  const { clock, stopping } = engine;
  const pauses = new Set<AbortController>();
  let isWoken = false;
  let rest: PromiseWithResolvers<void> | undefined;
  let isUnreachable = false;
  // Windows in a row of which the relay took nothing and named no time.
  let fruitless = 0;

  const wake = (): void => {
    isWoken = true;
    rest?.resolve();
  };
  const asides = createSetAside(engine, wake);

  /** Posts one window. False when nothing is to be sent now. */
  const step = async (): Promise<boolean> => {
    if (asides.waiting() >= handsetLimits.maxPostsSetAside) return false;
    const window = await look();
    if (window.length === 0) return false;
    const session = await reach();
    if (session === undefined) return true;
    const judged = await send(session, window);
    await conclude(judged);
    await pauseAfter(session, judged);
    return true;
  };

  /** What is to be sent next. Everything near the front may wait or be held back while more lies behind it. */
  const look = async (): Promise<readonly WaitingPost[]> => {
    for (let limit = handsetLimits.maxPostsUnderWay + asides.size(); ; limit *= 2) {
      const { posts: lane, next } = await posts.read(limit);
      const window = nextPosts(lane, asides.waits);
      if (window.length > 0 || next === undefined) return window;
    }
  };

  /** A session; or `undefined` when everything that waited for one has become too old. */
  const reach = async (): Promise<RelaySession | undefined> => {
    for (let ms: number = handsetLimits.expendableMs; ; ms = handsetLimits.staleLookMs) {
      const session = await within(clock, ms, stopping, (signal) => sync.patiently(relay, signal));
      isUnreachable = session === undefined;
      if (session !== undefined) return session;
      await giveUpOld();
      if (posts.waiting() > 0) continue;
      isUnreachable = false;
      return undefined;
    }
  };

  const giveUpOld = async (): Promise<void> => {
    const limit = handsetLimits.maxPostsUnderWay;
    for (let from: number | undefined = 0; from !== undefined;) {
      const page: LanePage = await posts.read(limit, from);
      const nowMs = clock.now();
      const old = page.posts.flatMap((each) => {
        const verdict = judgeAge(each.post, nowMs);
        return verdict ? [{ ...each, verdict }] : [];
      });
      await conclude(old);
      from = page.next;
    }
  };

  const send = async (
    session: RelaySession,
    window: readonly WaitingPost[],
  ): Promise<readonly Sent[]> =>
    Promise.all(
      window.map(async ({ post: waiting, ...where }) => {
        const post = await sealPost(engine.crypto, waiting);
        const { ordinal } = where;
        const old = judgeAge(post, clock.now());
        if (old !== undefined) return { ...where, post, verdict: old, refusedMs: undefined };
        const answer = await sendPost(session, post);
        const { times, isHurried } = asides.past(ordinal);
        const verdict = judgePost(post, answer, { isCounted: !isHurried, refusals: times });
        const refusedMs = answer.is === 'later' ? (answer.toldMs ?? 0) : undefined;
        return { ...where, post, verdict, refusedMs };
      }),
    );

  /** Stores what became of posts, and sets aside what waits for a time of its own. */
  const conclude = async (judged: readonly Judged[]): Promise<void> => {
    const all = judged.map(park);
    const failed = await settlePosts(engine, options.settle, all);
    stopping.throwIfAborted();
    const unsettled = new Set(failed.flatMap(({ posts: some }) => some));
    for (const { error } of failed) troubles.report(error);
    for (const each of all) {
      const { ordinal, verdict } = each;
      if (unsettled.has(each)) {
        posts.doubted(ordinal);
        asides.wait(ordinal, handsetLimits.storeRetryMs);
      } else if (verdict.rest === undefined) {
        posts.removed(ordinal);
        asides.forget(ordinal);
      } else {
        posts.parked(ordinal, verdict.rest.parked);
      }
    }
    for (const each of all)
      if (each.verdict.rest?.parked === true && !unsettled.has(each)) await failBehind(each);
  };

  /** What no message shows and others build on is kept when it is refused for good, until somebody tries again. */
  const park = <T extends Judged>(judged: T): T => {
    const { post, verdict } = judged;
    if (!post.alone || post.messageId !== undefined || verdict.failure === undefined) return judged;
    const code = verdict.failure === 'MAILBOX_GONE' ? verdict.failure : 'RELAY_REFUSED';
    // No message shows it, so it is told by itself.
    troubles.report(handsetError(code, 'A contact cannot be told that we accepted.'));
    if (verdict.failure === 'RELAY_TIMEOUT') return judged;
    return { ...judged, verdict: { ...verdict, rest: { ...post, parked: true, tries: 0 } } };
  };

  /** Fails what only goes to mailboxes that cannot read it without the post that was given up. */
  const failBehind = async ({ ordinal, post, verdict }: Judged): Promise<void> => {
    const gone = new Set(post.mailboxes.map(toHex));
    const limit = handsetLimits.maxPostsUnderWay;
    for (let from: number | undefined = ordinal + 1; from !== undefined;) {
      const page: LanePage = await posts.read(limit, from);
      const behind = page.posts.filter(
        (each) => !each.post.alone && each.post.mailboxes.every((to) => gone.has(toHex(to))),
      );
      const failure: Verdict = { ...verdict, covered: [], rest: undefined };
      await conclude(behind.map((each) => ({ ...each, verdict: failure })));
      from = page.next;
    }
  };

  /**
   * A relay that takes nothing now is left alone for a while, and its lane keeps its order. When it took some, only those that it
   * refused wait.
   */
  const pauseAfter = async (session: RelaySession, sent: readonly Sent[]): Promise<void> => {
    const refused = sent.filter(({ refusedMs }) => refusedMs !== undefined);
    const tookSome = refused.length < sent.filter(isAnswered).length;
    const hasRefused = refused.length > 0;
    for (const { ordinal, verdict } of sent) {
      const isLater = refused.some((each) => each.ordinal === ordinal);
      const { rest: left, waitMs } = verdict;
      if (left === undefined || left.parked || waitMs === undefined) continue;
      if (!isLater || tookSome) asides.wait(ordinal, waitMs);
    }
    if (!hasRefused || tookSome) {
      fruitless = 0;
      return;
    }
    const toldMs = Math.max(...refused.map(({ refusedMs = 0 }) => refusedMs));
    await pause(session, toldMs || growingMs(fruitless++, handsetLimits.maxBackoffMs));
  };

  // A new connection, or a person who nudges, may know better than what the relay said then.
  const pause = async (session: RelaySession, ms: number): Promise<void> => {
    const over = new AbortController();
    pauses.add(over);
    void session.ended.then(() => over.abort());
    try {
      await clock.sleep(ms, AbortSignal.any([over.signal, stopping]));
    } catch (error) {
      if (!over.signal.aborted) throw error;
    } finally {
      pauses.delete(over);
    }
  };

  const run = async (): Promise<void> => {
    while (!stopping.aborted) {
      try {
        isWoken = false;
        if (await step()) continue;
        rest = Promise.withResolvers();
        if (!isWoken && !stopping.aborted) await rest.promise;
      } catch (error) {
        if (stopping.aborted) return;
        troubles.report(error);
        await clock.sleep(handsetLimits.storeRetryMs, stopping).catch(nothing);
      }
    }
  };

  stopping.addEventListener('abort', wake, { once: true });
  return {
    wake,
    nudge: () => {
      for (const over of pauses) over.abort();
      asides.hurry();
    },
    isUnreachable: () => isUnreachable,
    done: run(),
  };
}

interface Sent extends Judged {
  /** The relay would not take it now: the milliseconds that it named, or 0. */
  readonly refusedMs: number | undefined;
}

// What was lost with its connection says nothing of the relay.
function isAnswered({ post, verdict, refusedMs }: Sent): boolean {
  return refusedMs !== undefined || verdict.rest !== post;
}

function nothing(): void {}
