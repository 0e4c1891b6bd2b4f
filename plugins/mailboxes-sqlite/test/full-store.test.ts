import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ManualClock } from '@sotto/contracts';
import { manualClock } from '@sotto/contracts';
import type { MailboxAddress, Mailboxes, PostId, RegisterToken } from '@sotto/core';
import { createPlugin } from '@sotto/core';
import { sqliteMailboxes } from '@sotto/mailboxes-sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { BatchWriter } from '../src/batch-writer.ts';
import { StoreThread } from '../src/store-thread.ts';
import type { FromStore } from '../src/worker-messages.ts';
import { crashCopy, newFolder } from './folders.ts';

const maxBytes = 2_097_152;
const hour = 3_600_000;
const addressOf = (number: number) => new Uint8Array(32).fill(number) as MailboxAddress;
const address = addressOf(7);
const everything = { address, after: 0, maxCount: 100_000, maxBytes: 1e9 };
const unavailable = { code: 'MAILBOXES_UNAVAILABLE', retryable: true };

async function open(folder: string, clock: ManualClock = manualClock()): Promise<Mailboxes> {
  const plugin = sqliteMailboxes({ path: join(folder, 'm.db'), maxBytes });
  const mailboxes = await createPlugin(plugin, { clock } as never);
  onTestFinished(() => mailboxes.stop());
  await mailboxes.open({ address, idleSeconds: 1e6 });
  return mailboxes;
}

let ids = 0;
function newPost(bytes: number, to: readonly MailboxAddress[] = [address]) {
  const postId = new Uint8Array(16) as PostId;
  new DataView(postId.buffer).setUint32(0, ++ids);
  const limits = { ttlSeconds: 3_600, maxEnvelopes: 1e6, maxBytes: 1e12 };
  return { postId, mailboxes: to, body: new Uint8Array(bytes).fill(ids), ...limits };
}

/** Posts, `together` at a time, until one is refused for want of room. Resolves with how many were stored. */
async function fill(
  mailboxes: Mailboxes,
  bytes: number,
  together = 1,
  to: readonly MailboxAddress[] = [address],
): Promise<number> {
  for (let stored = 0; ;) {
    const calls = Array.from({ length: together }, () => mailboxes.post(newPost(bytes, to)));
    const results = await Promise.allSettled(calls);
    stored += results.filter(({ status }) => status === 'fulfilled').length;
    const refused = results.find((result) => result.status === 'rejected');
    if (refused === undefined) continue;
    expect(refused.reason).toMatchObject(unavailable);
    return stored;
  }
}

async function expireAll(mailboxes: Mailboxes): Promise<number> {
  for (let all = 0; ;) {
    const dropped = await mailboxes.expire(100);
    all += dropped;
    if (dropped < 100) return all;
  }
}

test.for([1, 100, 2_000])(
  'a store filled by small posts, %i at a time, takes posts again when they were acked',
  async (together) => {
    const clock = manualClock();
    const mailboxes = await open(await newFolder(), clock);
    for (let round = 0; round < 2; round++) {
      expect(await fill(mailboxes, 600, together)).toBeGreaterThan(500);
      await mailboxes.ack(address, Number.MAX_SAFE_INTEGER);
      expect((await mailboxes.totals()).envelopes).toBe(0);
      expect(await mailboxes.post(newPost(600))).toEqual(['stored']);
      clock.advance(2 * hour);
      expect(await expireAll(mailboxes)).toBe(1);
    }
  },
);

test.for([600, 5_000, 20_000, 60_000])(
  'a store filled by posts of %i bytes that nobody acks is empty when they have expired',
  async (bytes) => {
    const clock = manualClock();
    const mailboxes = await open(await newFolder(), clock);
    for (let round = 0; round < 3; round++) {
      const stored = await fill(mailboxes, bytes, 5);
      expect(stored * bytes).toBeGreaterThan(maxBytes / 4);
      clock.advance(2 * hour);
      expect(await expireAll(mailboxes)).toBe(stored);
      expect(await mailboxes.totals()).toMatchObject({ envelopes: 0, envelopeBytes: 0 });
    }
  },
);

test('a store filled by posts to many mailboxes keeps its size, and is empty when they have expired', async () => {
  const clock = manualClock();
  const folder = await newFolder();
  const mailboxes = await open(folder, clock);
  const to = Array.from({ length: 64 }, (_, index) => addressOf(100 + index));
  for (const each of to) await mailboxes.open({ address: each, idleSeconds: 1e6 });
  const stored = await fill(mailboxes, 4_200, 1, to);
  expect(stored).toBeGreaterThan(1);
  // Everything is moved to where it takes most room.
  expect(await mailboxes.expire(100)).toBe(0);
  expect((await mailboxes.totals()).envelopes).toBe(stored * 64);
  clock.advance(2 * hour);
  expect(await expireAll(mailboxes)).toBe(stored * 64);
  expect(await mailboxes.post(newPost(4_200, to))).toEqual(to.map(() => 'stored'));
  await mailboxes.stop();
  expect((await stat(join(folder, 'm.db'))).size).toBeLessThan(maxBytes * 1.1);
});

test('a full store takes acks, also among posts that it refuses, and loses nothing else', async () => {
  const folder = await newFolder();
  const mailboxes = await open(folder);
  const stored = await fill(mailboxes, 20_000);
  const before = await mailboxes.read(everything);
  expect(before).toHaveLength(stored);
  const [post, , again] = await Promise.allSettled([
    mailboxes.post(newPost(maxBytes)),
    mailboxes.ack(address, before[2]!.position),
    mailboxes.post(newPost(maxBytes)),
  ]);
  expect(post).toMatchObject({ status: 'rejected', reason: unavailable });
  expect(again).toMatchObject({ status: 'rejected', reason: unavailable });
  expect(await mailboxes.expire(100)).toBe(0);
  expect(await mailboxes.read(everything)).toEqual(before.slice(3));
  // As it is on disk, too.
  expect(await (await open(await crashCopy(folder))).read(everything)).toEqual(before.slice(3));
});

test('what a full store refuses is not written', async () => {
  const folder = await newFolder();
  const mailboxes = await open(folder);
  await mailboxes.post(newPost(10));
  const logSize = async (): Promise<number> => (await stat(join(folder, 'm.db-wal'))).size;
  await mailboxes.expire(100);
  const before = await logSize();
  await expect(mailboxes.post(newPost(maxBytes))).rejects.toMatchObject(unavailable);
  expect(await logSize()).toBeLessThanOrEqual(before);
});

test('of posts that come together, a store takes those that fit', async () => {
  const mailboxes = await open(await newFolder());
  const results = await Promise.allSettled([
    mailboxes.post(newPost(10)),
    mailboxes.post(newPost(maxBytes)),
    mailboxes.post(newPost(20, [addressOf(1), address])),
  ]);
  expect(results).toMatchObject([
    { value: ['stored'] },
    { status: 'rejected', reason: unavailable },
    { value: ['unknown', 'stored'] },
  ]);
  expect((await mailboxes.read(everything)).map(({ body }) => body.length)).toEqual([10, 20]);
});

test('a full store opens the mailboxes that it has, and refuses new ones and registers', async () => {
  const mailboxes = await open(await newFolder());
  while ((await fill(mailboxes, 20_000)) > 0);
  while ((await fill(mailboxes, 1)) > 0);
  const entry = { ttlSeconds: 3_600, maxEntries: 3, body: new Uint8Array(1_000) };
  const register = (number: number): Promise<unknown> =>
    mailboxes.register({ ...entry, token: new Uint8Array(32).fill(number) as RegisterToken });
  let number = 0;
  const room = async (call: () => Promise<unknown>): Promise<unknown> => {
    for (;;) {
      try {
        await call();
      } catch (error) {
        return error;
      }
    }
  };
  expect(await room(() => register(++number))).toMatchObject(unavailable);
  const another = () => {
    const address = new Uint8Array(32) as MailboxAddress;
    new DataView(address.buffer).setUint32(0, ++number);
    return mailboxes.open({ address, idleSeconds: 1e6 });
  };
  expect(await room(another)).toMatchObject(unavailable);
  expect(await mailboxes.open({ address, idleSeconds: 1e6 })).toEqual({ existed: true });
  expect(await mailboxes.touch(address)).toBe(true);
  expect(await mailboxes.remove(address)).toBe(true);
  expect(await mailboxes.open({ address, idleSeconds: 1e6 })).toEqual({ existed: false });
  expect(await mailboxes.post(newPost(20_000))).toEqual(['stored']);
});

test('a disk that has little room left is not filled; what is free inside the file is used', async () => {
  let diskBytes = 1e9;
  const path = join(await newFolder(), 'm.db');
  const size = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const free = (): number => diskBytes - size(path) - size(`${path}-wal`);
  const thread = new StoreThread({ path, maxBytes: undefined }, free);
  onTestFinished(() => thread.close());
  let now = 1_000_000;
  const call = (name: 'open' | 'expire' | 'totals', ...args: readonly unknown[]): FromStore =>
    thread.handle([{ call: name, id: 1, args }], now)[0]!;
  const send = (pack: (writer: BatchWriter) => void): FromStore => {
    const writer = new BatchWriter();
    pack(writer);
    return thread.handle([{ batch: writer.take(), now }], now)[0]!;
  };
  const post = (): FromStore => send((writer) => writer.post(newPost(60_000)));
  call('open', address, 1e6, now);
  const start = now;
  const emptyLog = (): void => {
    for (const ms of [0, 20_000]) thread.maintain(true, start + ms);
  };
  for (let posts = 0; posts < 50; posts++) expect(post()).not.toHaveProperty('refused');
  call('expire', 100, now);
  emptyLog();
  const fileBytes = size(path);
  expect(fileBytes).toBeGreaterThan(3_000_000);
  // Less is free than the log may need for dropping what is there.
  diskBytes = fileBytes + 90_000_000;
  expect(post()).toHaveProperty('refused');
  expect(send((writer) => writer.ack(address, 10))).not.toHaveProperty('refused');
  expect(call('totals')).toMatchObject({ value: { envelopes: 40 } });
  now += 7_200;
  expect(call('expire', 100, now)).toEqual({ id: 1, value: 40 });
  expect(post()).toHaveProperty('refused');
  // Room for the log, and hardly any for a larger file.
  diskBytes = fileBytes + 100_663_296 + 33_554_432 + 1_500_000;
  let stored = 0;
  for (let posts = 0; posts < 200; posts++) {
    emptyLog();
    if (!('refused' in post())) stored++;
  }
  expect(stored).toBeGreaterThan(40);
  expect(stored).toBeLessThan(100);
  expect(size(path)).toBeLessThan(fileBytes + 1_500_000);
});

test('where neither file nor log may grow the store lives on, takes acks and posts while it can, and loses nothing', async () => {
  const folder = await newFolder();
  const path = join(folder, 'm.db');
  const child = fileURLToPath(new URL('size-limited.ts', import.meta.url));
  const { stdout } = await promisify(execFile)('sh', [
    '-c',
    'ulimit -f 4096; exec "$0" "$@"',
    process.execPath,
    '--conditions=@sotto/source',
    child,
    path,
  ]);
  const seen = JSON.parse(stdout) as Record<'first' | 'held' | 'second' | 'envelopes', number>;
  expect(seen.first).toBeGreaterThan(20);
  expect(seen.held).toBe(seen.first);
  expect(seen.second).toBeGreaterThan(20);
  expect(seen.envelopes).toBe(seen.second);
  // It came to the worst: the file could not take what was in the log.
  expect((await stat(`${path}-wal`)).size).toBeGreaterThan(0);
  const mailboxes = await open(folder);
  expect(await mailboxes.read(everything)).toHaveLength(seen.second);
}, 60_000);
