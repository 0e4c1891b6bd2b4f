import { toHex } from '../hex.ts';
import { handsetLimits } from '../limits.ts';
import type { Post } from './mailings.ts';

export interface WaitingPost {
  readonly ordinal: number;
  /** The ordinal of the record that it is in: its own, or that of the mailing which stands for it. */
  readonly record: number;
  readonly post: Post;
}

/**
 * What is to be posted next of a lane that is given in its order: up to `maxPostsUnderWay`, or one that is `alone`. What waits for a
 * time of its own is passed over. What goes only to mailboxes of an `alone` post that waits is held back behind it; one that is parked
 * is tried again as soon as something is held back behind it.
 */
export function nextPosts(
  lane: readonly WaitingPost[],
  waits: (ordinal: number) => boolean,
): readonly WaitingPost[] {
  const holding = new Map<string, WaitingPost>();
  const next: WaitingPost[] = [];
  for (const waiting of lane) {
    const { ordinal, post } = waiting;
    const held = holding.size === 0 ? [] : post.mailboxes.map((each) => holding.get(toHex(each)));
    if (held.length > 0 && !held.includes(undefined)) {
      const parked = held.find((each) => each !== undefined && isReady(each, waits));
      if (parked === undefined) continue;
      return next.length === 0 ? [parked] : next;
    }
    if (post.parked || waits(ordinal)) {
      if (post.alone) for (const each of post.mailboxes) holding.set(toHex(each), waiting);
      continue;
    }
    if (post.alone) return next.length === 0 ? [waiting] : next;
    next.push(waiting);
    if (next.length === handsetLimits.maxPostsUnderWay) break;
  }
  return next;
}

function isReady({ ordinal, post }: WaitingPost, waits: (ordinal: number) => boolean): boolean {
  return post.parked && !waits(ordinal);
}
