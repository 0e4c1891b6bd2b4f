import type { Clock, MailboxAddress, Mailboxes, Plugin, PostId } from '@sotto/core';
import { definePlugin } from '@sotto/core';
import { byteKey, keyBytes } from './byte-key.ts';
import { StoreClient } from './store-client.ts';
import { Tails } from './tails.ts';

export interface SqliteMailboxesOptions {
  /** The file. SQLite puts its log beside it. Held by one process at a time. */
  readonly path: string;
  /** Largest size of the file, roughly; past it posts reject with MAILBOXES_UNAVAILABLE. Default: no limit. */
  readonly maxBytes?: number;
}

/**
 * Durable mailboxes in one SQLite file, written by a thread of their own. `create` rejects with MAILBOXES_BROKEN while
 * another process holds the file.
 */
export function sqliteMailboxes(options: SqliteMailboxesOptions): Plugin<'mailboxes', 'clock'> {
  return definePlugin({
    id: 'mailboxes-sqlite',
    point: 'mailboxes',
    contract: 1,
    needs: ['clock'],
    create: ({ clock }) => openMailboxes(options, clock),
  });
}

async function openMailboxes(
  { path, maxBytes }: SqliteMailboxesOptions,
  clock: Clock,
): Promise<Mailboxes> {
  const tails = new Tails();
  const watchers = new Set<(address: MailboxAddress) => void>();
  /** Keys of the mailboxes that received something in the batch that is being told. */
  let received = new Set<string>();
  const now = (): number => Math.floor(clock.now() / 1000);
  const store = await StoreClient.open(
    { path, maxBytes },
    now,
    (key, position, { kept, ttlSeconds }, storedAt) => {
      received.add(key);
      // A tail that began after the post was handed in lacks it.
      if (kept === undefined) tails.end(key);
      else tails.push(key, { position, ...kept, until: storedAt + ttlSeconds });
    },
    () => {
      const keys = received;
      received = new Set();
      for (const key of keys) {
        for (const watcher of watchers) watcher(keyBytes(key) as MailboxAddress);
      }
    },
  );
  let stopped: Promise<void> | undefined;

  return {
    open: ({ address, idleSeconds }) => store.call('open', address, idleSeconds, now()),
    touch: (address) => store.call('touch', address, now()),
    remove: (address) => {
      tails.end(byteKey(address));
      return store.call('remove', address);
    },
    post: (post) => {
      const { postId, body, ttlSeconds } = post;
      const keys = post.mailboxes.map(byteKey);
      const wanted = keys.some((key) => tails.has(key));
      const kept = wanted ? { postId: postId.slice() as PostId, body: body.slice() } : undefined;
      return store.post(post, { keys, ttlSeconds, kept });
    },
    read: async ({ address, after, maxCount, maxBytes: most }) => {
      const key = byteKey(address);
      const known = tails.read(key, after, maxCount, most, now());
      if (known !== undefined) return known;
      const { envelopes, toEnd } = await store.call('read', address, after, maxCount, most, now());
      if (toEnd) tails.begin(key, envelopes.at(-1)?.position ?? after);
      return envelopes;
    },
    ack: (address, upTo) => {
      tails.ack(byteKey(address), upTo);
      return store.ack(address, upTo);
    },
    watch: (listener) => {
      watchers.add(listener);
      return () => {
        watchers.delete(listener);
      };
    },
    register: ({ token, body, ttlSeconds, maxEntries }) =>
      store.call('register', token, body, ttlSeconds, maxEntries, now()),
    lookup: (token) => store.call('lookup', token, now()),
    expire: (maxCount) => store.call('expire', maxCount, now()),
    totals: () => store.call('totals'),
    stop: () => (stopped ??= store.stop()),
  };
}
