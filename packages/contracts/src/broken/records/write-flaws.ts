import { SottoError } from '@sotto/core';
import type { Flaws } from '../../contract.ts';
import { flawOf } from '../../contract.ts';
import type { RecordsWriteClauseId } from '../../records/write-clauses.ts';

export const recordsWriteFlaws: Flaws<RecordsWriteClauseId, 'records'> = {
  'write-nothing': flawOf(({ write }) => ({
    write: async (changes) => {
      if (changes.length === 0) throw new SottoError('RECORDS_BOUNDS', 'No changes.');
      await write(changes);
    },
  })),
  'write-whole': flawOf(({ write }) => ({ write: (changes) => write(changes.slice(0, 3)) })),
  // One change after the other, without a transaction.
  'write-none-of-invalid': flawOf(({ write }) => ({
    write: async (changes) => {
      for (const change of changes) await write([change]);
    },
  })),
  'write-order-within': flawOf(({ write }) => ({
    write: (changes) =>
      write(changes.toSorted((a, b) => Number('remove' in a) - Number('remove' in b))),
  })),
  'write-order-of-calls': flawOf(({ write }) => {
    let calls = 0;
    return {
      write: async (changes) => {
        if (calls++ % 2 === 0) for (let turn = 0; turn < 1000; turn++) await Promise.resolve();
        await write(changes);
      },
    };
  }),
  // All that is pending fails together.
  'write-refused-alone': flawOf(({ write }) => {
    let group: Promise<void>[] = [];
    return {
      write: async (changes) => {
        group.push(write(changes));
        await Promise.resolve();
        const mine = group;
        await Promise.all(mine);
        group = [];
      },
    };
  }),
  // A cache that is cleared only when nothing is under way.
  'write-resolved-is-seen': flawOf(({ get, write }) => {
    const cache = new Map<string, Uint8Array>();
    let underWay = 0;
    return {
      write: async (changes) => {
        underWay += 1;
        await write(changes);
        underWay -= 1;
        if (underWay === 0) cache.clear();
      },
      get: async (key) => {
        const value = cache.get(key.join()) ?? (await get(key));
        if (value !== undefined) cache.set(key.join(), value);
        return value;
      },
    };
  }),
};
