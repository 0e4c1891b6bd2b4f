import type { RecordChange, Records } from '@sotto/core';
import { SottoError } from '@sotto/core';
import type { Flaw, Flaws } from '../../contract.ts';
import { flawOf } from '../../contract.ts';
import { collect } from '../../records/entries.ts';
import type { RecordsLifeClauseId } from '../../records/life-clauses.ts';

export const recordsLifeFlaws: Flaws<RecordsLifeClauseId, 'records'> = {
  // A second opener shares the first one's.
  'one-opener': (create) => {
    let first: Promise<Records> | undefined;
    return () => (first ??= create());
  },
  // Opens a second time by closing the first, and only then says that there is one.
  'opener-undisturbed': (create) => {
    let current: Records | undefined;
    return async () => {
      if (current !== undefined) {
        await current.close();
        throw new SottoError('RECORDS_LOCKED', 'Locked.', { retryable: true });
      }
      current = await create();
      return current;
    };
  },
  'survives-reopening': (create) => async () => {
    const good = await create();
    await good.wipe();
    return good;
  },
  // Refuses the writes that have not begun.
  'close-finishes': flawOf(({ write, close }) => {
    let closed = false;
    return {
      write: async (changes) => {
        for (let turn = 0; turn < 5; turn++) await Promise.resolve();
        if (closed) throw new SottoError('RECORDS_CLOSED', 'The records are closed.');
        await write(changes);
      },
      close: async () => {
        closed = true;
        await close();
      },
    };
  }),
  'close-refuses': flawOf(({ get, close }) => {
    let closed = false;
    return {
      get: async (key) => (closed ? undefined : get(key)),
      close: async () => {
        closed = true;
        await close();
      },
    };
  }),
  'close-again': flawOf(({ close }) => {
    let closed = 0;
    return {
      close: async () => {
        if (closed++ > 0) throw new SottoError('RECORDS_CLOSED', 'The records are closed.');
        await close();
      },
    };
  }),
  // Leaves what one page did not hold.
  'wipe-all': flawOf((good) => ({
    wipe: async () => {
      const entries = await collect(good);
      await good.write(entries.slice(0, 256).map(({ key }) => ({ remove: key })));
    },
  })),
  // Forgets what it had, and finds it again.
  'wipe-survives-reopening': withKept((kept, good) => ({
    wipe: async () => {
      kept.push(...(await collect(good)).map(({ key, value }) => ({ put: key, value })));
      await good.wipe();
    },
  })),
  // Overtakes the writes before it.
  'wipe-in-turn': flawOf(({ write, wipe }) => {
    let wiping: Promise<void> | undefined;
    return {
      wipe: () => (wiping = wipe()),
      write: async (changes) => {
        for (let turn = 0; turn < 5; turn++) await Promise.resolve();
        await wiping;
        await write(changes);
      },
    };
  }),
  'wipe-goes-on': flawOf(({ wipe, close }) => ({
    wipe: async () => {
      await wipe();
      await close();
    },
  })),
  'used-bytes': flawOf(() => ({ usedBytes: async () => 4096 })),
};

/** Writes what was kept before an opener is given away. */
function withKept(
  change: (kept: RecordChange[], good: Records) => Partial<Records>,
): Flaw<'records'> {
  return (create) => {
    const kept: RecordChange[] = [];
    return async () => {
      const good = await create();
      await good.write(kept.splice(0));
      return { ...good, ...change(kept, good) };
    };
  };
}
