import type { MailboxAddress } from '@sotto/core';
import { SottoError } from '@sotto/core';
import type { Flaws } from '../../contract.ts';
import { flawOf } from '../../contract.ts';
import type { MailboxesLifeClauseId } from '../../mailboxes/life-clauses.ts';
import { afterReopening } from './forgetful.ts';

export const brokenLife: Flaws<MailboxesLifeClauseId, 'mailboxes'> = {
  'open-tells': flawOf(({ open }) => ({
    open: async (mailbox) => {
      await open(mailbox);
      return { existed: false };
    },
  })),
  'open-survives-reopening': afterReopening(() => ({ open: async () => ({ existed: false }) })),
  'touch-tells': flawOf(({ touch }) => ({
    touch: async (address) => {
      await touch(address);
      return true;
    },
  })),
  'remove-drops': flawOf(({ ack }) => ({
    remove: async (address) => {
      await ack(address, Number.MAX_SAFE_INTEGER);
      return true;
    },
  })),
  'remove-tells': flawOf(({ remove }) => ({
    remove: async (address) => {
      await remove(address);
      return true;
    },
  })),
  'remove-survives-reopening': (create) => {
    const removed: MailboxAddress[] = [];
    let opened = 0;
    return async () => {
      const good = await create();
      opened += 1;
      // Comes back from a log that did not hear of it.
      if (opened > 1)
        for (const address of removed) await good.open({ address, idleSeconds: 1_000 });
      return {
        ...good,
        remove: (address) => {
          removed.push(address);
          return good.remove(address);
        },
      };
    };
  },
  'remove-forgets-ids': flawOf(({ post }) => {
    const seen = new Set<string>();
    return {
      post: async (sent) => {
        const key = sent.postId.join();
        if (seen.has(key)) return ['stored'];
        seen.add(key);
        return post(sent);
      },
    };
  }),
  'expire-drops-envelopes': flawOf(() => ({ expire: async () => 0 })),
  'expire-in-steps': flawOf(({ expire }) => ({ expire: () => expire(1_000_000) })),
  'expire-keeps-the-living': flawOf(({ ack, expire, open }) => {
    const known: MailboxAddress[] = [];
    return {
      open: (mailbox) => {
        known.push(mailbox.address);
        return open(mailbox);
      },
      expire: async (maxCount) => {
        for (const address of known) await ack(address, Number.MAX_SAFE_INTEGER);
        return expire(maxCount);
      },
    };
  }),
  'expire-idle-mailbox': flawOf(({ open }) => ({
    open: (mailbox) => open({ ...mailbox, idleSeconds: mailbox.idleSeconds * 100 }),
  })),
  'expire-not-when-used': flawOf(({ open }) => ({
    open: (mailbox) => open({ ...mailbox, idleSeconds: 1 }),
  })),
  'expire-not-when-holding': flawOf(({ remove, open, expire }) => {
    const known: MailboxAddress[] = [];
    return {
      open: (mailbox) => {
        known.push(mailbox.address);
        return open(mailbox);
      },
      expire: async (maxCount) => {
        for (const address of known) await remove(address);
        return expire(maxCount);
      },
    };
  }),
  'totals-count': flawOf(({ totals }) => ({
    totals: async () => ({ ...(await totals()), envelopes: 2, envelopeBytes: 80 }),
  })),
  'stop-finishes': flawOf(({ post, stop }) => {
    let stopped = false;
    return {
      stop: () => {
        stopped = true;
        return stop();
      },
      post: async (sent) => {
        const stored = post(sent);
        await Promise.resolve();
        return stopped ? ['unknown'] : stored;
      },
    };
  }),
  'stop-ends': flawOf(() => ({ stop: async () => undefined })),
  'stop-again': flawOf(({ stop }) => {
    let stops = 0;
    return {
      stop: async () => {
        stops += 1;
        if (stops > 1) throw new SottoError('MAILBOXES_CLOSED', 'Stopped already.');
        await stop();
      },
    };
  }),
};
