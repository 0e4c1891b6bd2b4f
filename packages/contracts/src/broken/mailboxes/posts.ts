import type { Mailboxes, Post, PostId } from '@sotto/core';
import type { Flaw, Flaws } from '../../contract.ts';
import { flawOf } from '../../contract.ts';
import type { MailboxesPostClauseId } from '../../mailboxes/post-clauses.ts';
import { afterReopening } from './forgetful.ts';

export const brokenPosts: Flaws<MailboxesPostClauseId, 'mailboxes'> = {
  'post-stores': posting((post, good) => good({ ...post, body: post.body.slice(1) })),
  'post-keeps-order': flawOf(({ read }) => ({
    read: async (from) => (await read(from)).toReversed(),
  })),
  'post-to-many': posting(async (post, good) =>
    (await good(post)).toReversed().map((_, index, all) => all[(index + 1) % all.length]!),
  ),
  'post-unknown': flawOf((good) => ({
    post: async (post) => {
      for (const address of post.mailboxes) await good.open({ address, idleSeconds: 1_000 });
      return good.post(post);
    },
  })),
  'post-id-stores-once': posting((post, good) => good(renamed(post))),
  'post-id-after-ack': flawOf(({ post, ack }) => {
    let acks = 0;
    return {
      // Remembers ids only of what it still holds.
      ack: (address, upTo) => {
        acks += 1;
        return ack(address, upTo);
      },
      post: (sent) => post(acks === 0 ? sent : renamed(sent)),
    };
  }),
  'post-id-at-once': flawOf(({ post }) => {
    let underWay = 0;
    return {
      // Looks for the id before it stores, and not again when it does.
      post: async (sent) => {
        underWay += 1;
        const outcome = await post(underWay > 1 ? renamed(sent) : sent);
        underWay -= 1;
        return outcome;
      },
    };
  }),
  'post-id-per-mailbox': flawOf(({ post }) => {
    const seen = new Set<string>();
    return {
      post: async (sent) => {
        const key = sent.postId.join();
        if (seen.has(key)) return sent.mailboxes.map(() => 'stored');
        seen.add(key);
        return post(sent);
      },
    };
  }),
  'post-id-expires': posting((post, good) => good({ ...post, ttlSeconds: post.ttlSeconds * 2 })),
  'post-full-by-count': posting((post, good) =>
    good({ ...post, maxEnvelopes: Number.MAX_SAFE_INTEGER }),
  ),
  'post-full-by-bytes': posting((post, good) =>
    good({ ...post, maxBytes: Number.MAX_SAFE_INTEGER }),
  ),
  'post-has-room-again': flawOf(({ post }) => {
    let stored = 0;
    // Counts what came, not what is there.
    return {
      post: async (sent) => {
        if (stored >= sent.maxEnvelopes) return ['full'];
        stored += 1;
        return post(sent);
      },
    };
  }),
  'post-copies': posting(async (post, good) => {
    await Promise.resolve();
    return good(post);
  }),
  'post-survives-reopening': afterReopening(() => ({ read: async () => [] })),
  'post-id-survives-reopening': afterReopening(({ post }) => ({
    post: (sent) => post(renamed(sent)),
  })),
  'positions-never-again': flawOf(({ read, ack }) => ({
    // Numbers what it holds, from 1.
    read: async (from) => {
      const all = await read({ ...from, after: 0 });
      return all.map((envelope, index) => ({ ...envelope, position: index + 1 })).slice(from.after);
    },
    ack: (address) => ack(address, Number.MAX_SAFE_INTEGER),
  })),
};

function posting(
  change: (post: Post, good: Mailboxes['post']) => ReturnType<Mailboxes['post']>,
): Flaw<'mailboxes'> {
  return flawOf(({ post }) => ({ post: (sent) => change(sent, post) }));
}

let renames = 0;

/** The same post under an id that was never there. */
function renamed(post: Post): Post {
  renames += 1;
  const id = post.postId.slice();
  new DataView(id.buffer).setUint32(12, renames);
  return { ...post, postId: id as PostId };
}
