import { randomBytes } from 'node:crypto';
import { mkdtemp, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { destroySqliteRecords, sqliteRecords } from '@sotto/records-sqlite';
import { runProgram } from './child-program.ts';
import { openPlugin } from './open-plugin.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sotto-records-'));
  path = join(folder, 'records.db');
});
afterEach(() => rm(folder, { recursive: true }));

test('what cannot be opened is overwritten where it lies and removed, log and all', async () => {
  await writeFile(path, randomBytes(10_000));
  await writeFile(`${path}-wal`, randomBytes(5_000));
  // As somebody would see the bytes of the file who had it open all the time.
  const [file, log] = [await open(path), await open(`${path}-wal`)];
  await destroySqliteRecords({ path });
  expect(await readdir(folder)).toEqual([]);
  for (const [descriptor, length] of [[file, 10_000] as const, [log, 5_000] as const]) {
    const { bytesRead, buffer } = await descriptor.read(Buffer.alloc(20_000), 0, 20_000, 0);
    expect(bytesRead).toBe(length);
    expect(buffer.every((byte) => byte === 0)).toBe(true);
    await descriptor.close();
  }
  await (await openPlugin(sqliteRecords({ path }))).close();
});

test('what another process holds is taken from it, and a new store can be made there', async () => {
  const { child, lines, ended } = runProgram('hold-open.ts', path);
  for await (const line of lines) {
    expect(line).toBe('open');
    await destroySqliteRecords({ path });
    const records = await openPlugin(sqliteRecords({ path }));
    expect(await records.get(Uint8Array.of(1))).toBeUndefined();
    await records.close();
    child.kill('SIGKILL');
    await ended;
  }
});

test('nothing there is no error', async () => {
  await destroySqliteRecords({ path });
  expect(await readdir(folder)).toEqual([]);
});

test('cut off after any step, it is gone on with when records are opened there', async () => {
  for (const renamed of [[''], ['', '-wal']]) {
    const records = await openPlugin(sqliteRecords({ path }));
    await records.write([{ put: Uint8Array.of(1), value: randomBytes(64) }]);
    await records.close();
    await writeFile(`${path}-wal`, randomBytes(100));
    for (const ending of renamed) await rename(path + ending, `${path}${ending}.destroyed`);
    const again = await openPlugin(sqliteRecords({ path }));
    expect(await again.get(Uint8Array.of(1))).toBeUndefined();
    await again.close();
    expect(await readdir(folder)).toEqual(['records.db']);
    await rm(path);
  }
});
