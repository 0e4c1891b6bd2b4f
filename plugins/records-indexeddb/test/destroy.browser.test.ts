import { expect, test } from 'vitest';
import { createPlugin } from '@sotto/core';
import { destroyIndexeddbRecords, indexeddbRecords } from '@sotto/records-indexeddb';

const name = 'records-destroyed';
const open = () => createPlugin(indexeddbRecords({ name }), {} as never);

test('a database is deleted although somebody has it open, who writes nothing any more', async () => {
  const held = await open();
  await held.write([{ put: Uint8Array.of(1), value: Uint8Array.of(1) }]);
  await destroyIndexeddbRecords({ name });
  expect((await indexedDB.databases()).some((each) => each.name === name)).toBe(false);
  await expect(
    held.write([{ put: Uint8Array.of(1), value: Uint8Array.of(1) }]),
  ).rejects.toMatchObject({ code: 'RECORDS_BROKEN' });
  const again = await open();
  expect(await again.get(Uint8Array.of(1))).toBeUndefined();
  await again.close();
  await destroyIndexeddbRecords({ name });
});

test('a database of something else is deleted too, and none is no error', async () => {
  const request = indexedDB.open(name, 7);
  request.onupgradeneeded = () => void request.result.createObjectStore('other');
  await new Promise<void>((resolve) => {
    request.onsuccess = () => {
      request.result.close();
      resolve();
    };
  });
  await expect(open()).rejects.toMatchObject({ code: 'RECORDS_BROKEN' });
  await destroyIndexeddbRecords({ name });
  await destroyIndexeddbRecords({ name });
  await (await open()).close();
  await destroyIndexeddbRecords({ name });
});
