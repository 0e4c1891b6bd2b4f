import { test } from 'vitest';
import { createPlugin } from '@sotto/core';
import { indexeddbRecords } from '@sotto/records-indexeddb';
import { checkAgainstModel } from '@sotto/records-model';
import { deleteDatabase } from './delete-database.ts';

test('any sequence of calls gives what a sorted map gives', async () => {
  await checkAgainstModel(
    async () => {
      const name = crypto.randomUUID();
      return {
        open: () => createPlugin(indexeddbRecords({ name }), {} as never),
        dispose: () => deleteDatabase(name),
      };
    },
    { runs: 60 },
  );
});
