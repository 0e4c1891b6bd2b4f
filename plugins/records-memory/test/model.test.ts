import { test } from 'vitest';
import { createPlugin } from '@sotto/core';
import { createMemoryStore, memoryRecords } from '@sotto/records-memory';
import { checkAgainstModel } from '@sotto/records-model';

test('any sequence of calls gives what a sorted map gives', async () => {
  const services = {} as never;
  await checkAgainstModel(
    async () => {
      const store = createMemoryStore();
      return { open: () => createPlugin(memoryRecords({ store }), services) };
    },
    { runs: 300 },
  );
});
