import { createPlugin } from '@sotto/core';
import type { Services } from '@sotto/core';
import { memoryRecords } from '@sotto/records-memory';
import { expect, test } from 'vitest';
import { countedRecords } from '../src/counted.ts';
import { chapterOf } from '../src/report.ts';

test('what is written is counted, what is removed or read is not, and taking begins anew', async () => {
  const { plugin, take } = countedRecords(memoryRecords());
  const records = await createPlugin(plugin, {} as Services);
  const [key, other] = [Uint8Array.of(1), Uint8Array.of(2, 2)];
  await records.write([
    { put: key, value: new Uint8Array(10) },
    { put: other, value: new Uint8Array(100) },
  ]);
  await records.write([{ remove: other }]);
  expect(await records.get(key)).toHaveLength(10);
  expect(take()).toEqual({ writes: 2, records: 2, bytes: 113 });
  expect(take()).toEqual({ writes: 0, records: 0, bytes: 0 });
  await records.close();
});

test('every part is in the chapter that its name begins with', () => {
  const chapters = ['relay', 'history', 'groups-open', 'mls-groups', 'unlock', 'vault-unlock'].map(
    (name) => chapterOf({ name }),
  );
  expect(chapters).toEqual(['system', 'system', 'groups', 'mls', 'unlock', 'vault']);
});
