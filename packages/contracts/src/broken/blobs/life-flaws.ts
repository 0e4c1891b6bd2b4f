import type { Blobs, StoredPart } from '@sotto/core';
import { SottoError } from '@sotto/core';
import type { BlobsLifeClauseId } from '../../blobs/life-clauses.ts';
import type { Flaw, Flaws } from '../../contract.ts';
import { flawOf } from '../../contract.ts';

export const blobsLifeFlaws: Flaws<BlobsLifeClauseId, 'blobs'> = {
  // Counts from the first part.
  'expire-whole': flawOf(({ append }) => {
    const ttls = new Map<string, number>();
    return {
      append: async (part) => {
        const name = part.id.join();
        if (!ttls.has(name)) ttls.set(name, part.ttlSeconds);
        return append({ ...part, ttlSeconds: ttls.get(name) ?? part.ttlSeconds });
      },
    };
  }),
  'expire-extended': flawOf(({ append, status }) => ({
    append: async (part) => {
      const before = await status(part.id);
      return before.complete ? before : append(part);
    },
  })),
  'expire-unfinished': flawOf(({ expire }) => ({ expire: () => expire(1e9) })),
  // Counts bytes of whole blobs only.
  totals: flawOf(({ append, totals }) => {
    const parts = new Map<string, number>();
    return {
      append: async (part) => {
        const status = await append(part);
        parts.set(part.id.join(), status.complete ? 0 : status.storedBytes);
        return status;
      },
      totals: async () => {
        const { blobs, bytes } = await totals();
        return { blobs, bytes: bytes - parts.values().reduce((sum, one) => sum + one, 0) };
      },
    };
  }),
  'restart-whole': atRestart(async (good, ids) => {
    for (const id of ids) if ((await good.status(id)).complete) await good.remove(id);
  }),
  'restart-unfinished': atRestart(async (good, ids) => {
    for (const id of ids) if (!(await good.status(id)).complete) await good.remove(id);
  }),
  // Checks only what came since the start: after a mismatch it says what it would have said of the right bytes.
  'restart-mismatch': (create) => {
    let starts = 0;
    return async () => {
      const good = await create();
      const restarted = starts++ > 0;
      return {
        ...good,
        append: async (part) => ({
          ...(await good.append(part)),
          ...(restarted ? { mismatch: false } : {}),
        }),
      };
    };
  },
  bounds: flawOf(({ append, read }) => ({
    append: (part) =>
      append({ ...part, ttlSeconds: Math.max(0, Math.floor(part.ttlSeconds) || 0) }),
    read: async (id, start, end) => (id.length === 32 ? read(id, start, end) : undefined),
  })),
  'stop-refuses': flawOf(({ status, stop }) => {
    let stopped = false;
    return {
      status: async (id) =>
        stopped ? { storedBytes: 0, totalBytes: 0, complete: false, mismatch: false } : status(id),
      stop: async () => {
        stopped = true;
        await stop();
      },
    };
  }),
  // Refuses what has not begun.
  'stop-finishes': flawOf(({ append, stop }) => {
    let stopped = false;
    return {
      append: async (part) => {
        for (let turn = 0; turn < 5; turn++) await Promise.resolve();
        if (stopped) throw new SottoError('BLOBS_CLOSED', 'Stopped.');
        return append(part);
      },
      stop: async () => {
        stopped = true;
        await stop();
      },
    };
  }),
  // Drops the upload that had no room.
  full: flawOf(({ append, remove }) => ({
    append: (part) =>
      append(part).catch(async (error: unknown) => {
        await remove(part.id);
        throw error;
      }),
  })),
};

/** Does something with all blobs ever appended when the store is started again. */
function atRestart(
  step: (good: Blobs, ids: readonly StoredPart['id'][]) => Promise<void>,
): Flaw<'blobs'> {
  return (create) => {
    const ids: StoredPart['id'][] = [];
    return async () => {
      const good = await create();
      await step(good, ids);
      return {
        ...good,
        append: async (part) => {
          ids.push(part.id);
          return good.append(part);
        },
      };
    };
  };
}
