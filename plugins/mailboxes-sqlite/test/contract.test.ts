import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mailboxesContract, runContract } from '@sotto/contracts';
import { sqliteMailboxes } from '@sotto/mailboxes-sqlite';
import { test } from 'vitest';

runContract(
  mailboxesContract(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sotto-mailboxes-'));
    return {
      plugin: () => sqliteMailboxes({ path: join(folder, 'mailboxes.db') }),
      dispose: () => rm(folder, { recursive: true }),
    };
  }),
  { test },
);
