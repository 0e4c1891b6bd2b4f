import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { sqliteRecords } from '@sotto/records-sqlite';
import { checkAgainstModel } from '@sotto/records-model';
import { openPlugin } from './open-plugin.ts';

test('any sequence of calls gives what a sorted map gives', async () => {
  await checkAgainstModel(
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'sotto-records-'));
      return {
        open: () => openPlugin(sqliteRecords({ path: join(folder, 'records.db') })),
        dispose: () => rm(folder, { recursive: true }),
      };
    },
    { runs: 100 },
  );
});
