import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { stat } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { hashOf, openHeads, temporaryFolder } from './served.ts';

const rootOf = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const head = (size: bigint, byte: number) => ({ size, root: rootOf(byte) });
const note = Buffer.from('note');

test('a head advances only from the head that it is', async () => {
  const heads = await openHeads(await temporaryFolder());
  expect([heads.latest('a'), heads.isEmpty(), heads.note(hashOf('a'))]).toEqual([
    undefined,
    true,
    undefined,
  ]);
  expect(heads.advance('a', head(0n, 0), head(1n, 1), note)).toBe(false);
  expect(heads.advance('a', undefined, head(5n, 1), note)).toBe(true);
  expect(heads.advance('a', undefined, head(6n, 2), note)).toBe(false);
  expect(heads.advance('a', head(4n, 1), head(6n, 2), note)).toBe(false);
  expect(heads.advance('a', head(5n, 2), head(6n, 2), note)).toBe(false);
  const largest = 2n ** 63n - 1n;
  expect(heads.advance('a', head(5n, 1), head(largest, 3), Buffer.from('later'))).toBe(true);
  expect(heads.latest('a')).toEqual(head(largest, 3));
  expect(heads.note(hashOf('a'))).toEqual(new Uint8Array(Buffer.from('later')));
  expect([heads.latest('b'), heads.isEmpty()]).toEqual([undefined, false]);
});

test('whoever writes to the file, a head does not go back, change its root or go away', async () => {
  const folder = await temporaryFolder();
  const heads = await openHeads(folder);
  heads.advance('a', undefined, head(5n, 1), note);
  expect(() => heads.advance('a', head(5n, 1), head(4n, 1), note)).toThrow('cannot be used');
  expect(() => heads.advance('a', head(5n, 1), head(5n, 2), note)).toThrow('cannot be used');
  const other = new DatabaseSync(join(folder, 'heads.db'));
  expect(() => other.exec('UPDATE heads SET size = 1')).toThrow('never goes back');
  expect(() => other.exec('DELETE FROM heads')).toThrow('never forgotten');
  other.close();
  expect(heads.latest('a')).toEqual(head(5n, 1));
});

test('two processes on one file cannot both win', async () => {
  const folder = await temporaryFolder();
  const [one, two] = [await openHeads(folder), await openHeads(folder)];
  expect(one.advance('a', undefined, head(5n, 1), note)).toBe(true);
  expect(two.latest('a')).toEqual(head(5n, 1));
  expect(two.advance('a', head(5n, 1), head(6n, 2), note)).toBe(true);
  expect(one.advance('a', head(5n, 1), head(6n, 3), note)).toBe(false);
});

test('nobody else may read the file', async () => {
  const folder = await temporaryFolder();
  await openHeads(folder);
  expect((await stat(join(folder, 'heads.db'))).mode & 0o077).toBe(0);
});

test('a record of a later version is refused with a sentence and left as it was; one of before there were any is taken', async () => {
  const folder = await temporaryFolder();
  const heads = await openHeads(folder);
  expect(heads.advance('a', undefined, head(5n, 1), note)).toBe(true);
  heads.close();
  const inFile = (statement: string): unknown => {
    const file = new DatabaseSync(join(folder, 'heads.db'));
    const found = file.prepare(statement).get()?.['user_version'];
    file.close();
    return found;
  };
  expect(inFile('PRAGMA user_version')).toBe(1);
  inFile('PRAGMA user_version = 2');
  await expect(async () => openHeads(folder)).rejects.toMatchObject({
    code: 'WITNESS_STORE',
    message: expect.stringContaining('later version'),
  });
  expect(inFile('PRAGMA user_version')).toBe(2);
  inFile('PRAGMA user_version = 0');
  const again = await openHeads(folder);
  expect(again.latest('a')).toEqual(head(5n, 1));
  again.close();
  expect(inFile('PRAGMA user_version')).toBe(1);
});
