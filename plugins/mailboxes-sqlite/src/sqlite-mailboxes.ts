import type { Clock, MailboxAddress, Mailboxes, Plugin } from '@sotto/core';
import { definePlugin } from '@sotto/core';
import { addressBytes, postHeadBytes } from './batch-layout.ts';
import { addressKey } from './address-key.ts';
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
  /** Mailboxes that received something in the batch that is being told. */
  let received = new Map<string, MailboxAddress>();
  const now = (): number => Math.floor(clock.now() / 1000);
  const store = await StoreClient.open({ path, maxBytes }, now, {
    stored: (post, index, position, batch) => {
      const at = post.at + postHeadBytes + index * addressBytes;
      const key = addressKey(batch.bytes, at);
      if (!received.has(key)) received.set(key, addressAt(batch.bytes, at));
      tails.push(key, position, post, batch);
    },
    batchStored: () => {
      const addresses = received.values();
      received = new Map();
      for (const address of addresses) for (const watcher of watchers) watcher(address);
      tails.shed();
    },
  });
  let stopped: Promise<void> | undefined;

  return {
    open: ({ address, idleSeconds }) => store.call('open', address, idleSeconds, now()),
    touch: (address) => store.call('touch', address, now()),
    remove: (address) => {
      tails.end(addressKey(address));
      return store.call('remove', address);
    },
    post: (post) => store.post(post),
    read: async ({ address, after, maxCount, maxBytes: most }) => {
      const key = addressKey(address);
      const known = tails.read(key, after, maxCount, most, now());
      if (known !== undefined) return known;
      const { envelopes, toEnd } = await store.call('read', address, after, maxCount, most, now());
      if (toEnd) tails.begin(key, envelopes.at(-1)?.position ?? after);
      return envelopes;
    },
    ack: (address, upTo) => {
      tails.ack(addressKey(address), upTo);
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

function addressAt({ buffer, byteOffset }: Uint8Array, at: number): MailboxAddress {
  return new Uint8Array(buffer, byteOffset + at, addressBytes) as MailboxAddress;
}
