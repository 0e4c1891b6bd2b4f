import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { manualClock } from '@sotto/contracts';
import type { MailboxAddress, Mailboxes, PostId } from '@sotto/core';
import { createPlugin } from '@sotto/core';
import { sqliteMailboxes } from '@sotto/mailboxes-sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { newFolder } from './folders.ts';

const address = new Uint8Array(32).fill(7) as MailboxAddress;
const everything = { address, after: 0, maxCount: 1_000, maxBytes: 1e9 };

async function open(folder: string, maxBytes?: number): Promise<Mailboxes> {
  const path = join(folder, 'm.db');
  const plugin = sqliteMailboxes(maxBytes === undefined ? { path } : { path, maxBytes });
  const mailboxes = await createPlugin(plugin, { clock: manualClock() } as never);
  onTestFinished(() => mailboxes.stop());
  await mailboxes.open({ address, idleSeconds: 1e6 });
  return mailboxes;
}

let ids = 0;
function post(mailboxes: Mailboxes, body: Uint8Array): Promise<readonly string[]> {
  const postId = new Uint8Array(16) as PostId;
  new DataView(postId.buffer).setUint32(0, (ids += 1));
  return mailboxes.post({
    postId,
    mailboxes: [address],
    body,
    ttlSeconds: 1e6,
    maxEnvelopes: 1e6,
    maxBytes: 1e12,
  });
}

/** Whether any file of the folder has these bytes in it. */
async function onDisk(folder: string, bytes: Uint8Array): Promise<boolean> {
  for (const name of await readdir(folder)) {
    if ((await readFile(join(folder, name))).includes(bytes)) return true;
  }
  return false;
}

/** Resolves when it is so. A test that waits in vain ends by its own time. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 50));
}

test('the body of an acked envelope leaves the disk, log included, without a restart', async () => {
  const folder = await newFolder();
  const mailboxes = await open(folder);
  const body = new TextEncoder().encode('a body that is to be forgotten');
  await post(mailboxes, body);
  expect(await onDisk(folder, body)).toBe(true);
  const [envelope] = await mailboxes.read(everything);
  await mailboxes.ack(address, envelope!.position);
  await until(async () => !(await onDisk(folder, body)));
});

test('so does one that lay there unread for a while, and one of a mailbox that was removed', async () => {
  const folder = await newFolder();
  const mailboxes = await open(folder);
  const [first, second] = ['first body to be forgotten', 'second body to be forgotten'].map(
    (text) => new TextEncoder().encode(text),
  );
  await post(mailboxes, first!);
  // Moves what is not acked into its table.
  await mailboxes.expire(1);
  await post(mailboxes, second!);
  const [envelope] = await mailboxes.read(everything);
  await mailboxes.ack(address, envelope!.position);
  await until(async () => !(await onDisk(folder, first!)));
  expect(await onDisk(folder, second!)).toBe(true);
  await mailboxes.remove(address);
  await until(async () => !(await onDisk(folder, second!)));
});

test('a file that another has open is refused, and can be had when it is closed', async () => {
  const folder = await newFolder();
  const first = await open(folder);
  await expect(open(folder)).rejects.toMatchObject({ code: 'MAILBOXES_BROKEN', retryable: false });
  await first.stop();
  await open(folder);
});

test('a file of another kind or version is refused and left as it is', async () => {
  const notes = await newFolder();
  await writeFile(
    join(notes, 'm.db'),
    'these are notes and no database, and longer than a header '.repeat(20),
  );
  const other = await newFolder();
  const database = new DatabaseSync(join(other, 'm.db'));
  database.exec('CREATE TABLE note (text TEXT)');
  database.close();
  const later = await newFolder();
  await (await open(later)).stop();
  const raised = new DatabaseSync(join(later, 'm.db'));
  raised.exec('PRAGMA user_version = 2');
  raised.close();
  for (const folder of [notes, other, later]) {
    const before = await readFile(join(folder, 'm.db'));
    await expect(open(folder)).rejects.toMatchObject({ code: 'MAILBOXES_BROKEN' });
    expect((await readFile(join(folder, 'm.db'))).length).toBe(before.length);
  }
});

test('a path that cannot be is unavailable', async () => {
  const folder = await newFolder();
  await writeFile(join(folder, 'file'), '');
  await expect(open(join(folder, 'file'))).rejects.toMatchObject({ code: 'MAILBOXES_UNAVAILABLE' });
});

test('a full disk refuses posts whole, keeps what it has, and takes posts again when there is room', async () => {
  const folder = await newFolder();
  const mailboxes = await open(folder, 1_500_000);
  let stored = 0;
  const fill = async (): Promise<unknown> => {
    for (;;) {
      try {
        await post(mailboxes, new Uint8Array(60_000).fill(stored % 256));
        stored += 1;
      } catch (error) {
        return error;
      }
    }
  };
  expect(await fill()).toMatchObject({ code: 'MAILBOXES_UNAVAILABLE', retryable: true });
  expect(stored).toBeGreaterThan(5);
  const envelopes = await mailboxes.read(everything);
  expect(envelopes).toHaveLength(stored);
  expect((await mailboxes.totals()).envelopes).toBe(stored);
  await mailboxes.ack(address, envelopes.at(-1)!.position);
  await until(() =>
    post(mailboxes, new Uint8Array(60_000)).then(
      () => true,
      () => false,
    ),
  );
  expect(await mailboxes.read(everything)).toHaveLength(1);
  await mailboxes.stop();
  expect(await (await open(folder)).read(everything)).toHaveLength(1);
});

test('only the owner of the process can read the file', async () => {
  const folder = await newFolder();
  const mailboxes = await open(join(folder, 'made', 'on the way'));
  await post(mailboxes, Uint8Array.of(1));
  const { stat } = await import('node:fs/promises');
  expect((await stat(join(folder, 'made', 'on the way', 'm.db'))).mode & 0o077).toBe(0);
  expect((await stat(join(folder, 'made'))).mode & 0o077).toBe(0);
});
