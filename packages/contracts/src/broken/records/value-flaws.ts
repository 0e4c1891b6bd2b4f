import type { RecordChange } from '@sotto/core';
import type { Flaws } from '../../contract.ts';
import { flawOf } from '../../contract.ts';
import type { RecordsValueClauseId } from '../../records/value-clauses.ts';

export const recordsValueFlaws: Flaws<RecordsValueClauseId, 'records'> = {
  'get-absent': flawOf(({ get }) => ({
    get: async (key) => (await get(key)) ?? new Uint8Array(0),
  })),
  'get-written': flawOf(({ write }) => ({
    write: (changes) => write(mapValues(changes, (value) => value.subarray(0, 255))),
  })),
  'get-replaced': flawOf(({ get, write }) => ({
    write: async (changes) => {
      const known = await Promise.all(
        changes.map((change) => get('put' in change ? change.put : change.remove)),
      );
      await write(changes.filter((_, index) => known[index] === undefined));
    },
  })),
  'get-removed': flawOf(({ write }) => ({
    write: (changes) =>
      write(
        changes.map((change) =>
          'put' in change ? change : { put: change.remove, value: new Uint8Array(0) },
        ),
      ),
  })),
  'get-whole-key': flawOf(({ get, write }) => ({
    get: (key) => get(key.length > 32 ? key.subarray(0, 32) : key),
    write: (changes) =>
      write(
        changes.map((change) =>
          'put' in change ? { ...change, put: change.put.subarray(0, 32) } : change,
        ),
      ),
  })),
  'value-empty': flawOf(({ get }) => ({
    get: async (key) => {
      const value = await get(key);
      return value?.length === 0 ? undefined : value;
    },
  })),
  'value-largest': flawOf(({ write }) => ({
    write: (changes) => write(mapValues(changes, (value) => value.subarray(0, 0xff_ffff))),
  })),
  'bounds-key': flawOf(({ get }) => ({
    get: async (key) => (key.length > 64 ? undefined : get(key)),
  })),
  'bounds-value': flawOf(({ write }) => ({
    write: (changes) => write(mapValues(changes, (value) => value.subarray(0, 16 * 1024 * 1024))),
  })),
  'owns-written': flawOf(({ write }) => ({
    write: async (changes) => {
      await Promise.resolve();
      await write(changes);
    },
  })),
  'owns-given': flawOf(({ get }) => {
    const kept = new Map<string, Uint8Array>();
    return {
      get: async (key) => {
        const value = kept.get(key.join()) ?? (await get(key));
        if (value !== undefined) kept.set(key.join(), value);
        return value;
      },
    };
  }),
};

function mapValues(
  changes: readonly RecordChange[],
  change: (value: Uint8Array) => Uint8Array,
): readonly RecordChange[] {
  return changes.map((one) => ('put' in one ? { ...one, value: change(one.value) } : one));
}
