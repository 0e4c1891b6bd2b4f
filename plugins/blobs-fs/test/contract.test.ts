import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { blobsContract, runContract } from '@sotto/contracts';
import { fsBlobs } from '@sotto/blobs-fs';

runContract(
  blobsContract(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sotto-blobs-'));
    return {
      plugin: () => fsBlobs({ folder: join(folder, 'blobs') }),
      dispose: () => rm(folder, { recursive: true }),
    };
  }),
  { test, waive: { full: 'its room is the disk’s; see fs-blobs.test.ts for a full disk' } },
);
