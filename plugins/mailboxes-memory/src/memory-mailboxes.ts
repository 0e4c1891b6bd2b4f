import type {
  Clock,
  MailboxAddress,
  Mailboxes,
  MailboxesErrorCode,
  Plugin,
  Post,
  PostOutcome,
} from '@sotto/core';
import { definePlugin, SottoError } from '@sotto/core';
import { byteKey } from './byte-key.ts';
import { expireStored } from './expire.ts';
import { lookUp, registerBody } from './registers.ts';
import type { MailboxesStore, StoredMailbox } from './stored.ts';
import { createMailboxesStore, keepEnvelopes } from './stored.ts';

export interface MemoryMailboxesOptions {
  /** Kept by the caller to survive a simulated restart, or shared by several relays. Default: a new one. */
  readonly store?: MailboxesStore;
}

/** Mailboxes in memory. Durable means: in `store`. */
export function memoryMailboxes(
  options: MemoryMailboxesOptions = {},
): Plugin<'mailboxes', 'clock'> {
  const store = options.store ?? createMailboxesStore();
  return definePlugin({
    id: 'mailboxes-memory',
    point: 'mailboxes',
    contract: 1,
    needs: ['clock'],
    create: async ({ clock }) => openMailboxes(store, clock),
  });
}

function openMailboxes(store: MailboxesStore, clock: Clock): Mailboxes {
  let closed = false;
  const own = new Set<(address: MailboxAddress) => void>();
  const call = async <T>(run: () => T): Promise<T> => {
    if (closed)
      throw new SottoError<MailboxesErrorCode>('MAILBOXES_CLOSED', 'The mailboxes are closed.');
    return run();
  };
  const used = (address: MailboxAddress): StoredMailbox | undefined => {
    const mailbox = store.mailboxes.get(byteKey(address));
    if (mailbox !== undefined) mailbox.usedAtMs = clock.now();
    return mailbox;
  };
  return {
    open: ({ address, idleSeconds }) =>
      call(() => {
        const mailbox = used(address);
        if (mailbox !== undefined) {
          mailbox.idleSeconds = idleSeconds;
          return { existed: true };
        }
        store.mailboxes.set(byteKey(address), {
          address: address.slice() as MailboxAddress,
          idleSeconds,
          usedAtMs: clock.now(),
          lastPosition: 0,
          bytes: 0,
          envelopes: [],
          postIds: new Map(),
        });
        return { existed: false };
      }),
    touch: (address) => call(() => used(address) !== undefined),
    remove: (address) => call(() => store.mailboxes.delete(byteKey(address))),
    post: (post) =>
      call(() => {
        const body = post.body.slice();
        return post.mailboxes.map((address) =>
          postTo(store, { ...post, body }, address, clock.now()),
        );
      }),
    read: ({ address, after, maxCount, maxBytes }) =>
      call(() => {
        const now = clock.now();
        let bytes = 0;
        const envelopes = store.mailboxes.get(byteKey(address))?.envelopes ?? [];
        return envelopes
          .filter(({ position, untilMs }) => position > after && untilMs > now)
          .slice(0, maxCount)
          .filter(({ body }, index) => (bytes += body.length) <= maxBytes || index === 0)
          .map(({ position, postId, body }) => ({ position, postId, body }));
      }),
    ack: (address, upTo) =>
      call(() => {
        const mailbox = used(address);
        if (mailbox !== undefined) keepEnvelopes(mailbox, ({ position }) => position > upTo);
      }),
    watch: (listener) => {
      own.add(listener);
      store.watchers.add(listener);
      return () => {
        own.delete(listener);
        store.watchers.delete(listener);
      };
    },
    register: (entry) => call(() => registerBody(store, entry, clock.now())),
    lookup: (token) => call(() => lookUp(store, token, clock.now())),
    expire: (maxCount) => call(() => expireStored(store, maxCount, clock.now())),
    totals: () =>
      call(() => {
        const mailboxes = [...store.mailboxes.values()];
        return {
          mailboxes: mailboxes.length,
          envelopes: mailboxes.reduce((sum, { envelopes }) => sum + envelopes.length, 0),
          envelopeBytes: mailboxes.reduce((sum, { bytes }) => sum + bytes, 0),
          registers: store.registers.size,
        };
      }),
    stop: async () => {
      closed = true;
      for (const listener of own) store.watchers.delete(listener);
    },
  };
}

function postTo(
  store: MailboxesStore,
  post: Post,
  address: MailboxAddress,
  nowMs: number,
): PostOutcome {
  const mailbox = store.mailboxes.get(byteKey(address));
  if (mailbox === undefined) return 'unknown';
  const key = byteKey(post.postId);
  if ((mailbox.postIds.get(key) ?? 0) > nowMs) return 'stored';
  if (
    mailbox.envelopes.length >= post.maxEnvelopes ||
    mailbox.bytes + post.body.length > post.maxBytes
  )
    return 'full';
  const untilMs = nowMs + post.ttlSeconds * 1000;
  mailbox.lastPosition++;
  mailbox.bytes += post.body.length;
  mailbox.postIds.set(key, untilMs);
  mailbox.envelopes.push({
    position: mailbox.lastPosition,
    postId: post.postId.slice() as Post['postId'],
    body: post.body,
    untilMs,
  });
  for (const watcher of store.watchers) watcher(mailbox.address);
  return 'stored';
}
