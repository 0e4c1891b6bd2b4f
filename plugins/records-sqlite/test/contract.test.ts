import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { recordsContract, runContract } from '@sotto/contracts';
import { sqliteRecords } from '@sotto/records-sqlite';

runContract(
  recordsContract(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sotto-records-'));
    let room: { readonly maxBytes?: number } = {};
    return {
      plugin: () => sqliteRecords({ path: join(folder, 'records.db'), ...room }),
      confine: async (maxBytes) => {
        room = { maxBytes };
      },
      dispose: () => rm(folder, { recursive: true }),
    };
  }),
  { test },
);
