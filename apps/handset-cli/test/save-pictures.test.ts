import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SottoError } from '@sotto/core';
import type { Handset, Message, Picture } from '@sotto/handset';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Row } from '../src/output/row.ts';
import { createPictureSaver, pictureFileName } from '../src/save-pictures.ts';
import { temporaryFolder } from './temporary-folder.ts';

const id = '0123456789abcdef'.repeat(4) as Message['id'];
const message = {
  id,
  conversation: 'c',
  sentAtMs: Date.UTC(2026, 10, 22, 14, 3, 12),
  body: { kind: 'picture' },
} as Message;
const picture: Picture = {
  bytes: Uint8Array.of(1, 2, 3),
  mediaType: 'image/png',
  width: 1,
  height: 1,
};
const name = '20261122T140312Z-0123456789abcdef.png';

/** Saves the message's picture, as many times as asked, and gives what was told of it. */
async function save(
  folder: string,
  fetch: () => Promise<Picture>,
  options: { times?: number; signal?: AbortSignal } = {},
): Promise<readonly Row[]> {
  const told: Row[] = [];
  const handset = { picture: fetch } as unknown as Handset;
  const { times = 1, signal = new AbortController().signal } = options;
  const emit = async (row: Row): Promise<void> => void told.push(row);
  const saver = createPictureSaver(handset, folder, { note: async () => {}, emit, signal });
  for (let count = 0; count < times; count += 1) saver.add(message);
  await saver.finished();
  return told;
}

test('a saved picture is named by time and message, whole, and its owner’s alone', async () => {
  const folder = join(temporaryFolder(), 'new', 'folder');
  const file = join(folder, name);
  expect(await save(folder, async () => picture)).toEqual([
    { type: 'picture', message: id, conversation: 'c', index: 0, file },
  ]);
  expect(new Uint8Array(readFileSync(file))).toEqual(picture.bytes);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual([name]);
});

test('whatever clock the sender has, the name is one plain file name', () => {
  fc.assert(
    fc.property(fc.double(), (sentAtMs) => {
      expect(pictureFileName({ id, sentAtMs }, 'image/jpeg')).toMatch(
        /^\d{4,6}\d{4}T\d{6}Z-[0-9a-f]{16}\.jpg$/,
      );
    }),
  );
});

test('what is there already is not overwritten, and saving again is no error', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, name), 'mine');
  expect(await save(folder, async () => picture, { times: 2 })).toHaveLength(2);
  expect(readFileSync(join(folder, name), 'utf8')).toBe('mine');
  expect(readdirSync(folder)).toEqual([name]);
});

test('a picture that can never be had, and a folder that takes none, are told with a code', async () => {
  const gone = new SottoError('PICTURE_GONE', 'It expired.');
  const folder = temporaryFolder();
  expect(await save(folder, () => Promise.reject(gone))).toMatchObject([
    { failure: 'PICTURE_GONE' },
  ]);
  const occupied = join(folder, 'occupied');
  writeFileSync(occupied, 'a file');
  expect(await save(join(occupied, 'below'), async () => picture)).toMatchObject([
    { failure: 'ENOTDIR' },
  ]);
  mkdirSync(join(folder, name));
  expect(await save(folder, async () => picture)).toHaveLength(1);
});

test('a relay that is away is asked again, until there is no time left', async () => {
  const away = new SottoError('LINK_UNREACHABLE', 'Away.', { retryable: true, retryAfterMs: 1 });
  let tries = 0;
  const third = async (): Promise<Picture> => {
    tries += 1;
    if (tries < 3) throw away;
    return picture;
  };
  expect(await save(temporaryFolder(), third)).toMatchObject([{ file: expect.any(String) }]);
  expect(tries).toBe(3);
  const stop = new AbortController();
  const never = async (): Promise<Picture> => {
    stop.abort();
    throw away;
  };
  expect(await save(temporaryFolder(), never, { signal: stop.signal })).toEqual([]);
});
