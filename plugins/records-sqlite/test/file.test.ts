import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { manualClock } from '@sotto/contracts';
import { sqliteRecords } from '@sotto/records-sqlite';
import { runProgram } from './child-program.ts';
import { openPlugin } from './open-plugin.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sotto-records-'));
  path = join(folder, 'records.db');
});
afterEach(() => rm(folder, { recursive: true }));

/** Every file beside the records, and the records, in one. */
async function everythingOnDisk(): Promise<Buffer> {
  const names = (await readdir(folder)).map((name) => join(folder, name));
  return Buffer.concat(await Promise.all(names.map((name) => readFile(name))));
}

test('another process that has the file open is told apart from one that died with it', async () => {
  const { child, lines, ended } = runProgram('hold-open.ts', path);
  for await (const line of lines) {
    expect(line).toBe('open');
    await expect(openPlugin(sqliteRecords({ path }))).rejects.toMatchObject({
      code: 'RECORDS_LOCKED',
      retryable: true,
    });
    child.kill('SIGKILL');
    await ended;
  }
  const records = await openPlugin(sqliteRecords({ path }));
  expect(await records.get(Uint8Array.of(1))).toEqual(Uint8Array.of(1));
  await records.close();
});

test('the file, its log and the folders made for it are for their owner only, and no file but these two is made', async () => {
  path = join(folder, 'made', 'here', 'records.db');
  const records = await openPlugin(sqliteRecords({ path }));
  await records.write([{ put: Uint8Array.of(1), value: randomBytes(9000) }]);
  const modes = await Promise.all(
    [path, `${path}-wal`, join(folder, 'made'), join(folder, 'made', 'here')].map((name) =>
      stat(name),
    ),
  );
  expect(modes.map(({ mode }) => (mode & 0o777).toString(8))).toEqual(['600', '600', '700', '700']);
  expect((await readdir(join(folder, 'made', 'here'))).toSorted()).toEqual([
    'records.db',
    'records.db-wal',
  ]);
  await records.close();
  expect(await readdir(join(folder, 'made', 'here'))).toEqual(['records.db']);
});

const foreign: Record<string, () => Promise<void>> = {
  'something that is no database': () => writeFile(path, randomBytes(10_000)),
  'a database of something else': async () => sql('CREATE TABLE other (x)'),
  'a database that names itself something else': async () => sql('PRAGMA application_id = 7'),
  'records of a newer version': async () => {
    await (await openPlugin(sqliteRecords({ path }))).close();
    sql('PRAGMA user_version = 2');
  },
  'records with a foreign trigger': async () => {
    await (await openPlugin(sqliteRecords({ path }))).close();
    sql('CREATE TRIGGER t AFTER INSERT ON record BEGIN DELETE FROM record; END');
  },
};

function sql(text: string): void {
  const database = new DatabaseSync(path);
  database.exec(text);
  database.close();
}

test.each(Object.keys(foreign))('%s is RECORDS_BROKEN and left as it was', async (name) => {
  await foreign[name]?.();
  const before = await readFile(path);
  await expect(openPlugin(sqliteRecords({ path }))).rejects.toMatchObject({
    code: 'RECORDS_BROKEN',
    retryable: false,
  });
  expect(await readFile(path)).toEqual(before);
});

test('a folder where the file should be, and a damaged page, are RECORDS_BROKEN', async () => {
  await expect(openPlugin(sqliteRecords({ path: folder }))).rejects.toMatchObject({
    code: 'RECORDS_BROKEN',
  });
  const records = await openPlugin(sqliteRecords({ path }));
  await records.write(
    Array.from({ length: 100 }, (_, index) => ({
      put: Uint8Array.of(index),
      value: randomBytes(500),
    })),
  );
  await records.close();
  const bytes = await readFile(path);
  bytes.fill(0xee, 4096);
  await writeFile(path, bytes);
  const damaged = await openPlugin(sqliteRecords({ path }));
  await expect(damaged.get(Uint8Array.of(7))).rejects.toMatchObject({ code: 'RECORDS_BROKEN' });
  await expect(
    damaged.write([{ put: Uint8Array.of(7), value: Uint8Array.of(1) }]),
  ).rejects.toMatchObject({ code: 'RECORDS_BROKEN' });
  await damaged.close().catch(() => undefined);
});

test('a second after the last write, what was replaced or removed is on no page and not in the log', async () => {
  const clock = manualClock();
  const [replaced, removed, kept] = [randomBytes(64), randomBytes(64), randomBytes(64)];
  const records = await openPlugin(sqliteRecords({ path }), { clock });
  await records.write([
    { put: Uint8Array.of(1), value: replaced },
    { put: Uint8Array.of(2), value: removed },
    { put: Uint8Array.of(3), value: kept },
  ]);
  await records.write([
    { put: Uint8Array.of(1), value: randomBytes(64) },
    { remove: Uint8Array.of(2) },
  ]);
  expect((await everythingOnDisk()).includes(replaced)).toBe(true);
  clock.advance(1000);
  await expect.poll(async () => (await everythingOnDisk()).includes(replaced)).toBe(true);
  clock.advance(1000);
  await expect.poll(async () => (await stat(`${path}-wal`)).size).toBe(0);
  const disk = await everythingOnDisk();
  expect([replaced, removed, kept].map((bytes) => disk.includes(bytes))).toEqual([
    false,
    false,
    true,
  ]);
  await records.close();
});

test('five seconds after it was replaced at the latest it is gone, however much is written meanwhile', async () => {
  const clock = manualClock();
  const replaced = randomBytes(64);
  const records = await openPlugin(sqliteRecords({ path }), { clock });
  await records.write([{ put: Uint8Array.of(1), value: replaced }]);
  for (let second = 1; second <= 5; second += 1) {
    await records.write([{ put: Uint8Array.of(1), value: randomBytes(64) }]);
    expect((await everythingOnDisk()).includes(replaced)).toBe(true);
    clock.advance(1000);
    // Whoever sleeps next does so in a turn of its own.
    await setTimeout(20);
  }
  await expect.poll(async () => (await everythingOnDisk()).includes(replaced)).toBe(false);
  await records.close();
});

/** Numbers of the rows, in the order in which these keys were written. */
function numbersOf(keys: readonly number[]): readonly bigint[] {
  const database = new DatabaseSync(path, { readOnly: true });
  const find = database.prepare('SELECT id FROM record WHERE key = ?');
  find.setReadBigInts(true);
  const found = keys.map((key) => find.get(Uint8Array.of(key))?.['id'] as bigint);
  database.close();
  return found;
}

const someKeys = Array.from({ length: 40 }, (_, index) => index);
const isScattered = (numbers: readonly bigint[]): boolean =>
  numbers.every((number) => number > 2n ** 32n) &&
  numbers.some((number, index) => number < (numbers[index - 1] ?? number));

test('the numbers of rows do not tell in which order records came', async () => {
  const records = await openPlugin(sqliteRecords({ path }));
  for (const key of someKeys)
    await records.write([{ put: Uint8Array.of(key), value: randomBytes(64) }]);
  await records.write([{ remove: Uint8Array.of(3) }]);
  await records.write([{ put: Uint8Array.of(3), value: randomBytes(64) }]);
  await records.close();
  expect(isScattered(numbersOf(someKeys))).toBe(true);
});

test('nor do those of a file of before, once it was opened', async () => {
  await (await openPlugin(sqliteRecords({ path }))).close();
  const database = new DatabaseSync(path);
  const put = database.prepare('INSERT INTO record (key, value) VALUES (?, ?)');
  for (const key of someKeys) put.run(Uint8Array.of(key), Uint8Array.of(key, 7));
  database.close();
  expect(isScattered(numbersOf(someKeys))).toBe(false);
  const records = await openPlugin(sqliteRecords({ path }));
  for (const key of someKeys)
    expect(await records.get(Uint8Array.of(key))).toEqual(Uint8Array.of(key, 7));
  await records.close();
  const numbers = numbersOf(someKeys);
  expect(isScattered(numbers)).toBe(true);
  await (await openPlugin(sqliteRecords({ path }))).close();
  expect(numbersOf(someKeys)).toEqual(numbers);
});

test('after wipe nothing that was stored is in the file or beside it, and the file is small again', async () => {
  const values = Array.from({ length: 200 }, () => randomBytes(20_000));
  const records = await openPlugin(sqliteRecords({ path }));
  await records.write(values.map((value, index) => ({ put: Uint8Array.of(1, index), value })));
  expect(await records.usedBytes()).toBeGreaterThan(4_000_000);
  await records.wipe();
  const disk = await everythingOnDisk();
  for (const value of values) expect(disk.includes(value.subarray(0, 32))).toBe(false);
  expect(disk.length).toBeLessThan(40_000);
  await records.close();
});

test('a file too damaged to remove from is wiped all the same, and nothing of it is left', async () => {
  const values = Array.from({ length: 300 }, () => randomBytes(2000));
  const records = await openPlugin(sqliteRecords({ path }));
  await records.write(
    values.map((value, index) => ({ put: Uint8Array.of(1, index >>> 8, index & 0xff), value })),
  );
  await records.close();
  const bytes = await readFile(path);
  for (let page = 4096; page < bytes.length; page += 4096) bytes.fill(0xee, page, page + 8);
  await writeFile(path, bytes);
  const damaged = await openPlugin(sqliteRecords({ path }));
  await expect(damaged.get(Uint8Array.of(1, 0, 0))).rejects.toMatchObject({
    code: 'RECORDS_BROKEN',
  });
  await damaged.wipe();
  const disk = await everythingOnDisk();
  expect(disk.length).toBeLessThan(40_000);
  expect(values.some((value) => disk.includes(value.subarray(0, 32)))).toBe(false);
  expect(await damaged.get(Uint8Array.of(1, 0, 0))).toBeUndefined();
  await damaged.write([{ put: Uint8Array.of(2), value: Uint8Array.of(2) }]);
  await expect(openPlugin(sqliteRecords({ path }))).rejects.toMatchObject({
    code: 'RECORDS_LOCKED',
  });
  await damaged.close();
  const next = await openPlugin(sqliteRecords({ path }));
  expect(await next.get(Uint8Array.of(2))).toEqual(Uint8Array.of(2));
  await next.close();
});

test('a log whose file was removed is not read into a new one', async () => {
  const records = await openPlugin(sqliteRecords({ path }));
  await records.write([{ put: Uint8Array.of(1), value: randomBytes(9000) }]);
  const log = await readFile(`${path}-wal`);
  await records.close();
  await rm(path);
  await writeFile(`${path}-wal`, log);
  const next = await openPlugin(sqliteRecords({ path }));
  expect(await next.get(Uint8Array.of(1))).toBeUndefined();
  await next.write([{ put: Uint8Array.of(2), value: Uint8Array.of(2) }]);
  await next.close();
});

test('a path through something that is no folder is RECORDS_BROKEN', async () => {
  await writeFile(path, 'a file');
  const inside = join(path, 'folder', 'records.db');
  await expect(openPlugin(sqliteRecords({ path: inside }))).rejects.toMatchObject({
    code: 'RECORDS_BROKEN',
  });
});
