import { expect, test } from 'vitest';
import type { RecordChange, Records } from '@sotto/core';
import { createPlugin } from '@sotto/core';
import type { MemoryRecordsOptions } from '@sotto/records-memory';
import { createMemoryStore, memoryRecords } from '@sotto/records-memory';

function open(options: MemoryRecordsOptions): Promise<Records> {
  return createPlugin(memoryRecords(options), {} as never);
}

function put(key: number): RecordChange {
  return { put: Uint8Array.of(key), value: Uint8Array.of(key) };
}

async function keysOf(records: Records): Promise<number[]> {
  const keys: number[] = [];
  for await (const { key } of records.range({
    from: new Uint8Array(0),
    to: new Uint8Array(65).fill(0xff),
  }))
    keys.push(key[0] ?? -1);
  return keys;
}

test('dying at a write loses that write and all behind it, and nothing before it', async () => {
  const store = createMemoryStore();
  const records = await open({
    store,
    onWrite: (n) => {
      if (n === 3) throw new Error('power cut');
    },
  });
  const outcomes = await Promise.allSettled([1, 2, 3, 4].map((key) => records.write([put(key)])));
  expect(outcomes.map(({ status }) => status)).toEqual([
    'fulfilled',
    'fulfilled',
    'rejected',
    'rejected',
  ]);
  await expect(records.get(Uint8Array.of(1))).rejects.toMatchObject({
    code: 'RECORDS_BROKEN',
    cause: { message: 'power cut' },
  });
  const next = await open({ store });
  expect(await keysOf(next)).toEqual([1, 2]);
});

test('dying after a write keeps it, though its caller never heard', async () => {
  const store = createMemoryStore();
  const records = await open({
    store,
    onWritten: async (n) => {
      await Promise.resolve();
      if (n === 2) throw new Error('power cut');
    },
  });
  await records.write([put(1)]);
  await expect(records.write([put(2)])).rejects.toMatchObject({ code: 'RECORDS_BROKEN' });
  const next = await open({ store });
  expect(await keysOf(next)).toEqual([1, 2]);
});

test('a crashed opener cannot write into the store of the next one', async () => {
  const store = createMemoryStore();
  const dead = await open({ store });
  const pending = dead.write([put(1)]);
  store.crash();
  const next = await open({ store });
  await expect(pending).rejects.toMatchObject({ code: 'RECORDS_BROKEN' });
  await expect(dead.wipe()).rejects.toMatchObject({ code: 'RECORDS_BROKEN' });
  await dead.close();
  await expect(open({ store })).rejects.toMatchObject({ code: 'RECORDS_LOCKED' });
  await next.write([put(2)]);
  expect(await keysOf(next)).toEqual([2]);
});

test('a hook that waits while the store crashes does not bring the write back', async () => {
  const store = createMemoryStore();
  const { promise: waiting, resolve: goOn } = Promise.withResolvers<void>();
  const dead = await open({ store, onWrite: () => waiting });
  const pending = dead.write([put(1)]);
  store.crash();
  const next = await open({ store });
  goOn();
  await expect(pending).rejects.toMatchObject({ code: 'RECORDS_BROKEN' });
  expect(await keysOf(next)).toEqual([]);
});

test('a copy holds what is durable and goes its own way', async () => {
  const store = createMemoryStore();
  const records = await open({ store });
  await records.write([put(1), put(2)]);
  const copy = store.copy();
  await records.write([{ remove: Uint8Array.of(1) }, put(3)]);
  const other = await open({ store: copy });
  expect(await keysOf(other)).toEqual([1, 2]);
  await other.write([put(9)]);
  expect(await keysOf(records)).toEqual([2, 3]);
  expect([store.entryCount(), copy.entryCount()]).toEqual([2, 3]);
});
