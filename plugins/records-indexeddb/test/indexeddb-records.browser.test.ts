import { afterEach, expect, test } from 'vitest';
import type { RecordEntry, RecordRange, Records } from '@sotto/core';
import { createPlugin, isSottoError } from '@sotto/core';
import { indexeddbRecords } from '@sotto/records-indexeddb';
import { deleteDatabase } from './delete-database.ts';

const everything = { from: new Uint8Array(0), to: new Uint8Array(65).fill(0xff) };
const name = 'records-test';

afterEach(() => deleteDatabase(name));

function open(): Promise<Records> {
  return createPlugin(indexeddbRecords({ name }), {} as never);
}

function bytes(...list: number[]): Uint8Array {
  return Uint8Array.from(list);
}

async function collect(records: Records, range: RecordRange): Promise<RecordEntry[]> {
  const entries: RecordEntry[] = [];
  for await (const entry of records.range(range)) entries.push(entry);
  return entries;
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return isSottoError(error) ? error.code : 'none';
}

test('a page that goes into the back/forward cache lets go of the store and does not write when it returns', async () => {
  const left = await open();
  await left.write([{ put: bytes(1), value: bytes(1) }]);
  const writing = left.write([{ put: bytes(2), value: bytes(2) }]).catch(() => undefined);
  dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
  const next = await open();
  await writing;
  expect(await codeOf(left.write([{ put: bytes(3), value: bytes(3) }]))).toBe('RECORDS_CLOSED');
  expect(await codeOf(left.get(bytes(1)))).toBe('RECORDS_CLOSED');
  expect(await next.get(bytes(1))).toEqual(bytes(1));
  expect(await next.get(bytes(3))).toBeUndefined();
  await left.close();
  await next.write([{ put: bytes(4), value: bytes(4) }]);
  await next.close();
});

test('a frame that is removed leaves no lock', async () => {
  const frame = document.createElement('iframe');
  document.body.append(frame);
  const { navigator: inside } = frame.contentWindow as Window;
  const locked = Promise.withResolvers<void>();
  inside.locks
    .request(`sotto-records:${name}`, () => {
      locked.resolve();
      return new Promise(() => undefined);
    })
    .catch(() => undefined);
  await locked.promise;
  expect(await codeOf(open())).toBe('RECORDS_LOCKED');
  frame.remove();
  const records = await open();
  await records.close();
});

test('a lock that is taken away ends the opener', async () => {
  const records = await open();
  await navigator.locks.request(`sotto-records:${name}`, { steal: true }, () => undefined);
  await expect.poll(() => codeOf(records.get(bytes(1)))).toBe('RECORDS_BROKEN');
  expect(await codeOf(records.write([{ put: bytes(1), value: bytes(1) }]))).toBe('RECORDS_BROKEN');
  await records.close();
});

test('deleting the database is not held up, and ends the opener', async () => {
  const records = await open();
  await records.write([{ put: bytes(1), value: bytes(1) }]);
  await deleteDatabase(name);
  expect(await codeOf(records.write([{ put: bytes(2), value: bytes(2) }]))).toBe('RECORDS_BROKEN');
  await records.close();
  const next = await open();
  expect(await collect(next, everything)).toEqual([]);
  await next.close();
});

test.each([
  ['with other stores', 1, ['other']],
  ['of a newer version', 2, ['record']],
])('a database %s is refused and left as it was', async (_, version, stores) => {
  const foreign = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = () => {
      for (const store of stores) request.result.createObjectStore(store);
    };
    request.onsuccess = () => resolve(request.result);
  });
  foreign.close();
  expect(await codeOf(open())).toBe('RECORDS_BROKEN');
  expect((await indexedDB.databases()).find((found) => found.name === name)?.version).toBe(version);
});

test('a browser without getAllRecords reads the same', async () => {
  const records = await open();
  const puts = Array.from({ length: 500 }, (_, index) => ({
    put: bytes(index >>> 8, index & 0xff),
    value: bytes(index & 0xff),
  }));
  await records.write(puts);
  const ranges = [
    everything,
    { ...everything, reverse: true },
    { from: bytes(0, 7), to: bytes(1, 9), limit: 130, reverse: true },
  ];
  const expected = await Promise.all(ranges.map((range) => collect(records, range)));
  const prototype = IDBObjectStore.prototype as { getAllRecords?: unknown };
  const native = Object.getOwnPropertyDescriptor(prototype, 'getAllRecords') as PropertyDescriptor;
  delete prototype.getAllRecords;
  try {
    expect(await Promise.all(ranges.map((range) => collect(records, range)))).toEqual(expected);
    expect(expected.map((entries) => entries.length)).toEqual([500, 500, 130]);
  } finally {
    Object.defineProperty(prototype, 'getAllRecords', native);
  }
  await records.close();
});
