import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RecordChange } from '@sotto/core';
import { sqliteRecords } from '@sotto/records-sqlite';
import { openPlugin } from './open-plugin.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sotto-shrink-'));
  path = join(folder, 'records.db');
});
afterEach(() => rm(folder, { recursive: true }));

const keys = Array.from({ length: 4_000 }, (_, index) => Uint8Array.of(index >> 8, index & 255));
const puts = (): RecordChange[] => keys.map((put) => ({ put, value: randomBytes(2_000) }));
const fileBytes = (): number => statSync(path).size;

/** The file as the version before made it. */
function makeOldFile(): void {
  const database = new DatabaseSync(path);
  database.exec(
    'CREATE TABLE record (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, value BLOB NOT NULL) STRICT; PRAGMA application_id = 1399813234; PRAGMA user_version = 1',
  );
  const put = database.prepare('INSERT INTO record (key, value) VALUES (?, ?)');
  database.exec('BEGIN');
  for (const key of keys) put.run(key, randomBytes(2_000));
  database.exec('COMMIT');
  expect(database.prepare('PRAGMA auto_vacuum').get()).toEqual({ auto_vacuum: 0 });
  database.close();
}

test.each(['new', 'of the version before'])(
  'a file %s gives back what is no longer used, once nothing is written',
  async (what) => {
    if (what !== 'new') makeOldFile();
    const records = await openPlugin(sqliteRecords({ path }));
    if (what === 'new') await records.write(puts());
    const kept = await records.get(keys[7]!);
    await records.write(keys.slice(100).map((remove) => ({ remove })));
    await expect.poll(fileBytes, { timeout: 20_000 }).toBeLessThan(2_500_000);
    expect(await records.get(keys[7]!)).toEqual(kept);
    expect(await records.get(keys[200]!)).toBeUndefined();
    await records.close();
    const again = await openPlugin(sqliteRecords({ path }));
    expect(await again.get(keys[7]!)).toEqual(kept);
    await again.close();
  },
  30_000,
);
