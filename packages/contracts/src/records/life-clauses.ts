import { isSottoError } from '@sotto/core';
import type { Clauses } from '../contract.ts';
import { ensure, ensureBytes, ensureEqual, ensureRejects } from '../ensure.ts';
import { bytesOf, collect, ensureResolves, keysIn, put, risingPuts } from './entries.ts';
import type { RecordsSubject } from './subject.ts';

export type RecordsLifeClauseId =
  | 'one-opener'
  | 'opener-undisturbed'
  | 'survives-reopening'
  | 'close-finishes'
  | 'close-refuses'
  | 'close-again'
  | 'wipe-all'
  | 'wipe-survives-reopening'
  | 'wipe-in-turn'
  | 'wipe-goes-on'
  | 'used-bytes';

/** Opening, closing and wiping a store. */
export const recordsLifeClauses: Clauses<RecordsLifeClauseId, 'records', RecordsSubject> = {
  'one-opener': {
    promise: 'a second opener gets RECORDS_LOCKED, marked retryable, until the first has closed',
    check: async ({ create }) => {
      const records = await create();
      const refusal = await create().then(
        () => undefined,
        (error: unknown) => error,
      );
      ensure(
        isSottoError(refusal, 'RECORDS_LOCKED'),
        'a second opener was not told RECORDS_LOCKED',
      );
      ensure(refusal.retryable, 'RECORDS_LOCKED is not retryable');
      await records.close();
      const next = await create();
      await next.close();
    },
  },
  'opener-undisturbed': {
    promise: 'an attempt to open a second time disturbs the first opener in nothing',
    check: async ({ create }) => {
      const records = await create();
      await records.write([put(1)]);
      await ensureRejects(create, 'RECORDS_LOCKED', 'a second opener');
      await ensureResolves(records.write([put(2)]), 'a write of the first opener');
      ensureEqual(await keysIn(records), '01,02', 'keys');
      await ensureRejects(create, 'RECORDS_LOCKED', 'a second opener, again');
      await records.close();
    },
  },
  'survives-reopening': {
    promise:
      'what was written is there when the store is opened again, and what was removed is not',
    check: async ({ create }) => {
      const first = await create();
      await first.write(risingPuts(300, 500));
      await first.write([{ remove: bytesOf(0, 7) }, { put: bytesOf(0, 8), value: bytesOf(8) }]);
      await first.close();
      const second = await create();
      ensureEqual((await collect(second)).length, 299, 'entries');
      ensureBytes(await second.get(bytesOf(0, 8)), bytesOf(8), 'a replaced value');
      await second.close();
    },
  },
  'close-finishes': {
    promise: 'close waits for the writes called before it',
    check: async ({ create }) => {
      const first = await create();
      const writes = Array.from({ length: 30 }, (_, index) => first.write([put(index)]));
      await first.close();
      await ensureResolves(Promise.all(writes), 'writes called before close');
      const second = await create();
      ensureEqual((await collect(second)).length, 30, 'entries');
      await second.close();
    },
  },
  'close-refuses': {
    promise: 'calls after close reject with RECORDS_CLOSED',
    check: async ({ create }) => {
      const records = await create();
      await records.write([put(1)]);
      const closing = records.close();
      await ensureRejects(() => records.write([put(2)]), 'RECORDS_CLOSED', 'write while closing');
      await closing;
      await ensureRejects(() => records.get(bytesOf(1)), 'RECORDS_CLOSED', 'get');
      await ensureRejects(() => collect(records), 'RECORDS_CLOSED', 'range');
      await ensureRejects(() => records.write([put(2)]), 'RECORDS_CLOSED', 'write');
      await ensureRejects(() => records.wipe(), 'RECORDS_CLOSED', 'wipe');
      await ensureRejects(() => records.usedBytes(), 'RECORDS_CLOSED', 'usedBytes');
    },
  },
  'close-again': {
    promise: 'closing again does nothing, also not to the next opener',
    check: async ({ create }) => {
      const first = await create();
      await ensureResolves(Promise.all([first.close(), first.close()]), 'closing twice');
      const second = await create();
      await ensureResolves(first.close(), 'closing again');
      await second.write([put(1)]);
      await ensureRejects(create, 'RECORDS_LOCKED', 'a third opener');
      await second.close();
    },
  },
  'wipe-all': {
    promise: 'wipe removes everything',
    check: async ({ create }) => {
      const records = await create();
      await records.write(risingPuts(300, 500));
      await records.wipe();
      ensureEqual((await collect(records)).length, 0, 'entries');
      ensure((await records.get(bytesOf(0, 1))) === undefined, 'get gives a wiped key');
      await records.close();
    },
  },
  'wipe-survives-reopening': {
    promise: 'what was wiped stays wiped when the store is opened again',
    check: async ({ create }) => {
      const first = await create();
      await first.write(risingPuts(300, 500));
      await first.wipe();
      await first.close();
      const second = await create();
      ensureEqual((await collect(second)).length, 0, 'entries');
      await second.close();
    },
  },
  'wipe-in-turn': {
    promise: 'wipe removes what was written before the call and nothing that was written after it',
    check: async ({ create }) => {
      const records = await create();
      await Promise.all([records.write([put(1)]), records.wipe(), records.write([put(2)])]);
      ensureEqual(await keysIn(records), '02', 'keys');
      await records.close();
    },
  },
  'wipe-goes-on': {
    promise: 'a wiped store can be written and still has one opener',
    check: async ({ create }) => {
      const records = await create();
      await records.write([put(1)]);
      await records.wipe();
      await ensureResolves(records.write([put(1), put(3)]), 'a write after wipe');
      ensureEqual(await keysIn(records), '01,03', 'keys');
      await ensureRejects(create, 'RECORDS_LOCKED', 'a second opener after wipe');
      await records.close();
    },
  },
  'used-bytes': {
    promise: 'usedBytes is a whole number that grows with what is stored',
    check: async ({ create }) => {
      const records = await create();
      const before = await records.usedBytes();
      ensure(Number.isSafeInteger(before) && before >= 0, 'not a whole number from 0');
      // Random, so that a medium that compresses grows too.
      const puts = Array.from({ length: 64 }, (_, index) => ({
        put: bytesOf(index),
        value: crypto.getRandomValues(new Uint8Array(64 * 1024)),
      }));
      await records.write(puts);
      const grown = (await records.usedBytes()) - before;
      ensure(grown >= 1024 * 1024, `grew by ${grown} bytes after writing 4 MiB`);
      await records.close();
    },
  },
};
