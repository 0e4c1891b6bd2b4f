import type { RecordChange } from '@sotto/core';
import type { Clauses } from '../contract.ts';
import { ensure, ensureBytes, ensureEqual, ensureRejects } from '../ensure.ts';
import { bytesOf, collect, ensureResolves, keysIn, put } from './entries.ts';
import type { RecordsSubject } from './subject.ts';

export type RecordsWriteClauseId =
  | 'write-nothing'
  | 'write-whole'
  | 'write-none-of-invalid'
  | 'write-order-within'
  | 'write-order-of-calls'
  | 'write-refused-alone'
  | 'write-resolved-is-seen';

/** Batches of changes. */
export const recordsWriteClauses: Clauses<RecordsWriteClauseId, 'records', RecordsSubject> = {
  'write-nothing': {
    promise: 'a write of no changes resolves',
    check: async ({ create }) => {
      const records = await create();
      await ensureResolves(records.write([]), 'a write of nothing');
      await records.close();
    },
  },
  'write-whole': {
    promise: 'all changes of a write are applied',
    check: async ({ create }) => {
      const records = await create();
      await records.write([put(1), put(2)]);
      await records.write([{ remove: bytesOf(1) }, put(3), put(4), { remove: bytesOf(2) }]);
      ensureEqual(await keysIn(records), '03,04', 'keys');
      await records.close();
    },
  },
  'write-none-of-invalid': {
    promise: 'a write with one change out of bounds applies none of its changes',
    check: async ({ create }) => {
      const records = await create();
      await records.write([put(1)]);
      for (const bad of [
        { remove: new Uint8Array(0) },
        { put: new Uint8Array(65), value: bytesOf(1) },
      ]) {
        const changes: RecordChange[] = [put(2), { remove: bytesOf(1) }, bad, put(3)];
        await ensureRejects(
          () => records.write(changes),
          'RECORDS_BOUNDS',
          'a write with a bad change',
        );
      }
      ensureEqual(await keysIn(records), '01', 'keys');
      await records.close();
    },
  },
  'write-order-within': {
    promise: 'the changes of a write are applied in the order given',
    check: async ({ create }) => {
      const records = await create();
      await records.write([
        { put: bytesOf(1), value: bytesOf(1) },
        { remove: bytesOf(1) },
        { put: bytesOf(2), value: bytesOf(1) },
        { put: bytesOf(2), value: bytesOf(2) },
        { remove: bytesOf(3) },
        { put: bytesOf(3), value: bytesOf(3) },
      ]);
      ensureEqual(await keysIn(records), '02,03', 'keys');
      ensureBytes(await records.get(bytesOf(2)), bytesOf(2), 'the value put last');
      await records.close();
    },
  },
  'write-order-of-calls': {
    promise: 'writes are applied in the order of the calls, also when nobody waits in between',
    check: async ({ create }) => {
      const records = await create();
      const order: number[] = [];
      const writes = Array.from({ length: 100 }, (_, index) =>
        records
          .write([
            { put: bytesOf(1), value: bytesOf(index) },
            ...(index % 2 ? [put(2)] : [{ remove: bytesOf(2) }]),
          ])
          .then(() => order.push(index)),
      );
      await Promise.all(writes);
      ensureBytes(await records.get(bytesOf(1)), bytesOf(99), 'the value of the last call');
      ensure(
        (await records.get(bytesOf(2))) !== undefined,
        'a removal came after the write that followed it',
      );
      ensure(
        order.every((index, at) => index === at),
        'a later write resolved before an earlier one',
      );
      await records.close();
    },
  },
  'write-refused-alone': {
    promise: 'a write that is refused takes no other with it',
    check: async ({ create }) => {
      const records = await create();
      const outcomes = await Promise.allSettled([
        records.write([put(1)]),
        records.write([put(2), { remove: new Uint8Array(0) }]),
        records.write([put(3)]),
      ]);
      ensureEqual(
        outcomes.map(({ status }) => status).join(),
        'fulfilled,rejected,fulfilled',
        'outcomes',
      );
      ensureEqual(await keysIn(records), '01,03', 'keys');
      await records.close();
    },
  },
  'write-resolved-is-seen': {
    promise: 'get sees every write that had resolved before the call, also among writes under way',
    check: async ({ create }) => {
      const records = await create();
      const others: Promise<void>[] = [];
      for (let index = 0; index < 50; index++) {
        const mine = records.write([{ put: bytesOf(1), value: bytesOf(index) }]);
        others.push(records.write([{ put: bytesOf(2), value: bytesOf(index) }]));
        await mine;
        ensureBytes(await records.get(bytesOf(1)), bytesOf(index), 'the value just written');
      }
      await Promise.all(others);
      ensureEqual((await collect(records)).length, 2, 'entries');
      await records.close();
    },
  },
};
