import type { Flaws } from '../../contract.ts';
import { flawOf } from '../../contract.ts';
import type { MailboxesReadClauseId } from '../../mailboxes/read-clauses.ts';

const everything = Number.MAX_SAFE_INTEGER;

export const brokenReads: Flaws<MailboxesReadClauseId, 'mailboxes'> = {
  'read-after': flawOf(({ read }) => ({
    read: (from) => read({ ...from, after: Math.max(0, from.after - 1) }),
  })),
  'read-count-bounded': flawOf(({ read }) => ({
    read: (from) => read({ ...from, maxCount: 1_000 }),
  })),
  'read-bytes-bounded': flawOf(({ read }) => ({
    read: (from) => read({ ...from, maxBytes: everything }),
  })),
  'read-one-at-least': flawOf(({ read }) => ({
    read: async (from) => (await read(from)).filter(({ body }) => body.length <= from.maxBytes),
  })),
  'read-unknown': flawOf(({ read, touch }) => ({
    read: async (from) => {
      if (await touch(from.address)) return read(from);
      return [{ position: 1, postId: new Uint8Array(16) as never, body: new Uint8Array(1) }];
    },
  })),
  'read-expired': flawOf(({ post }) => ({
    post: (sent) => post({ ...sent, ttlSeconds: sent.ttlSeconds * 9 }),
  })),
  'ack-forgets': flawOf(({ ack }) => ({ ack: (address) => ack(address, everything) })),
  'ack-again': flawOf(({ ack, post, read, touch }) => {
    const acked = new Map<string, number>();
    return {
      // Keeps a mark instead of forgetting, and takes any number for it.
      touch,
      post,
      ack: async (address, upTo) => {
        acked.set(address.join(), upTo);
        await ack(address, upTo);
      },
      read: (from) =>
        read({ ...from, after: Math.max(from.after, acked.get(from.address.join()) ?? 0) }),
    };
  }),
  'ack-keeps-others': flawOf(({ ack, open }) => {
    const known: Parameters<typeof ack>[0][] = [];
    return {
      open: (mailbox) => {
        known.push(mailbox.address);
        return open(mailbox);
      },
      ack: async (_, upTo) => {
        for (const address of known) await ack(address, upTo);
      },
    };
  }),
  'ack-survives-reopening': (create) => {
    // Acks are in memory alone.
    const acked = new Map<string, number>();
    return async () => {
      const good = await create();
      acked.clear();
      return {
        ...good,
        ack: async (address, upTo) => void acked.set(address.join(), upTo),
        read: (from) =>
          good.read({ ...from, after: Math.max(from.after, acked.get(from.address.join()) ?? 0) }),
      };
    };
  },
  'watch-tells': flawOf(() => ({ watch: () => () => undefined })),
  'watch-tells-all-of-a-post': flawOf(({ watch }) => ({
    watch: (listener) => {
      let told = 0;
      return watch((address) => {
        told += 1;
        if (told === 1) listener(address);
      });
    },
  })),
  'watch-when-readable': flawOf(({ post, read, watch }) => {
    let settled = 0;
    return {
      watch,
      // Tells first, and shows what was told later.
      post: async (sent) => {
        const outcomes = await post(sent);
        settled += 1;
        return outcomes;
      },
      read: async (from) => (settled === 0 ? [] : read(from)),
    };
  }),
  'watch-ends': flawOf(({ watch }) => ({
    watch: (listener) => {
      watch(listener);
      return () => undefined;
    },
  })),
};
