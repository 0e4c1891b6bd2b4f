import { existsSync } from 'node:fs';
import {
  mkdir,
  mkdtemp,
  readdir,
  rename,
  rm,
  stat,
  symlink,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BlobId } from '@sotto/core';
import { appendFrom, openBlobs, randomBlob, readBlob } from './open-blobs.ts';

let folder: string;

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'sotto-blobs-')), 'blobs');
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

/** Paths of all files, from the folder on. */
async function files(): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
}

function hexOf(id: BlobId): string {
  return Buffer.from(id).toString('hex');
}

test('a blob is one file under the first digits of its id, for its owner only', async () => {
  const blobs = await openBlobs(folder);
  const { id, bytes } = randomBlob(5000);
  await appendFrom(blobs, bytes, 0, 10);
  expect(await files()).toEqual([
    join(folder, hexOf(id).slice(0, 3), `${hexOf(id)}.5000.3600.part`),
  ]);
  await appendFrom(blobs, bytes, 10);
  const [file = ''] = await files();
  expect(file).toMatch(new RegExp(`/${hexOf(id).slice(0, 3)}/${hexOf(id)}\\.5000\\.\\d+$`));
  const modes = await Promise.all([file, join(file, '..'), folder].map((path) => stat(path)));
  expect(modes.map(({ mode }) => (mode & 0o777).toString(8))).toEqual(['600', '700', '700']);
  await blobs.stop();
});

test('an upload that died between its last byte and its completion is completed by asking for its status', async () => {
  const blobs = await openBlobs(folder);
  const { id, bytes } = randomBlob(300_000);
  await appendFrom(blobs, bytes, 0);
  await blobs.stop();
  const [file = ''] = await files();
  await rename(file, join(file, '..', `${hexOf(id)}.300000.3600.part`));
  const next = await openBlobs(folder);
  expect(await next.status(id)).toMatchObject({ storedBytes: 300_000, complete: true });
  expect(Buffer.compare(await readBlob(next, id), bytes)).toBe(0);
  await next.stop();
});

test('bytes that changed on the disk while the upload was unfinished are found by a restarted store', async () => {
  const blobs = await openBlobs(folder);
  const { id, bytes } = randomBlob(1000);
  await appendFrom(blobs, bytes, 0, 500);
  await blobs.stop();
  const [file = ''] = await files();
  await writeFile(file, Buffer.alloc(500));
  const next = await openBlobs(folder);
  expect(await appendFrom(next, bytes, 500)).toEqual({
    storedBytes: 0,
    totalBytes: 0,
    complete: false,
    mismatch: true,
  });
  expect(await next.status(id)).toMatchObject({ storedBytes: 0 });
  expect(await files()).toEqual([]);
  await next.stop();
});

test('a full disk is BLOBS_UNAVAILABLE, and the upload goes on when there is room', async ({
  skip,
}) => {
  skip(!existsSync('/dev/full'), 'no /dev/full on this system');
  const blobs = await openBlobs(folder);
  const { id, bytes } = randomBlob(1000);
  const part = join(folder, hexOf(id).slice(0, 3), `${hexOf(id)}.1000.3600.part`);
  await mkdir(join(part, '..'));
  await symlink('/dev/full', part);
  await expect(appendFrom(blobs, bytes, 0, 500)).rejects.toMatchObject({
    code: 'BLOBS_UNAVAILABLE',
    retryable: true,
    cause: { code: 'ENOSPC' },
  });
  await unlink(part);
  await appendFrom(blobs, bytes, 0, 500);
  expect(await appendFrom(blobs, bytes, 500)).toMatchObject({ complete: true });
  await blobs.stop();
});

test('a folder that cannot be made, or is gone, is BLOBS_UNAVAILABLE', async () => {
  await writeFile(folder, 'a file');
  await expect(openBlobs(folder)).rejects.toMatchObject({ code: 'BLOBS_UNAVAILABLE' });
  await unlink(folder);
  const blobs = await openBlobs(folder);
  await rm(folder, { recursive: true });
  await expect(blobs.expire(1)).rejects.toMatchObject({ code: 'BLOBS_UNAVAILABLE' });
  await blobs.stop();
});

test('files that are no blobs are neither counted nor removed', async () => {
  const blobs = await openBlobs(folder);
  await mkdir(join(folder, 'abc'));
  const others = [
    join(folder, 'readme.txt'),
    join(folder, 'abc', 'note.part'),
    join(folder, 'abc', `${'0'.repeat(63)}g.1.1`),
  ];
  for (const path of others) await writeFile(path, 'x');
  expect(await blobs.totals()).toEqual({ blobs: 0, bytes: 0 });
  expect(await blobs.expire(0)).toBe(0);
  expect((await files()).toSorted()).toEqual(others.toSorted());
  await blobs.stop();
});
