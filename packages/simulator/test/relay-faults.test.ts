import { createMemoryBlobStore } from '@sotto/blobs-memory';
import type { MailboxAddress, Mailboxes, PostId, RegisterToken, Services } from '@sotto/core';
import { createPlugin } from '@sotto/core';
import { createMailboxesStore, memoryMailboxes } from '@sotto/mailboxes-memory';
import { expect, test } from 'vitest';
import { createSeededRandom, honest } from '../src/index.ts';
import { forgetEntry, joinRegisters, otherRegisters } from '../src/register-lies.ts';
import type { RelayConduct } from '../src/relay-conduct.ts';
import { createRelayConduct } from '../src/relay-conduct.ts';
import { copyRelay } from '../src/relay-tail.ts';
import { createVirtualClock } from '../src/virtual-clock.ts';

const address = new Uint8Array(32).fill(7) as MailboxAddress;
const token = new Uint8Array(32).fill(9) as RegisterToken;
const limits = { ttlSeconds: 3_600, maxEnvelopes: 1_000, maxBytes: 1_000_000 };

/** Mailboxes under a conduct, with one mailbox, over a clock that the test moves. */
async function relay(store = createMailboxesStore()): Promise<{
  readonly mailboxes: Mailboxes;
  readonly conduct: RelayConduct;
  readonly posted: Uint8Array[];
  readonly pass: () => Promise<void>;
  readonly post: (number: number) => Promise<readonly string[]>;
  readonly bodies: () => Promise<readonly number[]>;
  readonly reopen: () => Promise<Mailboxes>;
}> {
  const clock = createVirtualClock(1_000_000, () => undefined);
  const posted: Uint8Array[] = [];
  const conduct = createRelayConduct(createSeededRandom(1), clock.lend(), (body) =>
    posted.push(body),
  );
  const reopen = (): Promise<Mailboxes> =>
    createPlugin(conduct.over(memoryMailboxes({ store })), {
      clock: clock.lend(),
    } as unknown as Services);
  const mailboxes = await reopen();
  await mailboxes.open({ address, idleSeconds: 3_600 });
  return {
    mailboxes,
    conduct,
    posted,
    reopen,
    pass: async () => {
      while (clock.nextAtMs() !== undefined) clock.endNextSleep();
      await new Promise((done) => setImmediate(done));
    },
    post: (number) =>
      mailboxes.post({
        ...limits,
        postId: new Uint8Array(16).fill(number) as PostId,
        mailboxes: [address],
        body: Uint8Array.of(number),
      }),
    bodies: async () =>
      [...(store.mailboxes.values().next().value?.envelopes ?? [])].map(
        ({ body }) => body[0] ?? -1,
      ),
  };
}

test('an honest relay does as its store does, and the watch sees every post', async () => {
  const { post, bodies, posted } = await relay();
  expect(await post(1)).toEqual(['stored']);
  expect(await post(1)).toEqual(['stored']);
  expect(await bodies()).toEqual([1]);
  expect(posted).toEqual([Uint8Array.of(1), Uint8Array.of(1)]);
});

test('a relay that loses says stored, stores nothing, and is counted', async () => {
  const { post, bodies, conduct } = await relay();
  conduct.set({ ...honest, loseChance: 1 });
  expect(await post(1)).toEqual(['stored']);
  expect(await bodies()).toEqual([]);
  expect(conduct.lost()).toBe(1);
});

test('a relay that duplicates stores a body twice', async () => {
  const { post, bodies, conduct } = await relay();
  conduct.set({ ...honest, duplicateChance: 1 });
  await post(1);
  expect(await bodies()).toEqual([1, 1]);
});

test('a relay that reorders stores a post behind later ones, and never loses it, though it stops meanwhile', async () => {
  const { post, bodies, conduct, pass, mailboxes, reopen } = await relay();
  conduct.set({ ...honest, reorderChance: 1, maxReorderMs: 1_000 });
  await post(1);
  conduct.set(honest);
  await post(2);
  expect(await bodies()).toEqual([2]);
  await pass();
  expect(await bodies()).toEqual([2, 1]);
  conduct.set({ ...honest, reorderChance: 1, maxReorderMs: 1_000 });
  await post(3);
  await mailboxes.stop();
  await pass();
  expect(await bodies()).toEqual([2, 1]);
  await reopen();
  expect(await bodies()).toEqual([2, 1, 3]);
});

test('a relay that withholds takes posts, gives nothing, and tells its listeners when it is over', async () => {
  const { post, conduct, pass, mailboxes } = await relay();
  const told: MailboxAddress[] = [];
  mailboxes.watch((each) => told.push(each));
  const read = async (): Promise<number> =>
    (await mailboxes.read({ address, after: 0, maxCount: 10, maxBytes: 100 })).length;
  await post(1);
  conduct.withhold(5_000);
  expect(told).toHaveLength(1);
  expect(await read()).toBe(0);
  expect(await post(2)).toEqual(['stored']);
  expect(told).toHaveLength(1);
  await pass();
  expect(told).toHaveLength(2);
  expect(await read()).toBe(2);
});

test('a relay that rolls back has what it had at its last sync, and gives positions out again', async () => {
  const store = createMailboxesStore();
  const blobs = createMemoryBlobStore();
  const { post, mailboxes, bodies } = await relay(store);
  const register = (body: number) =>
    mailboxes.register({ token, body: Uint8Array.of(body), ttlSeconds: 60, maxEntries: 8 });
  await post(1);
  await register(1);
  const copy = copyRelay(store, blobs);
  await post(2);
  await register(2);
  await mailboxes.ack(address, 1);
  for (let times = 0; times < 2; times += 1) {
    copy.restore();
    expect(await bodies()).toEqual([1]);
    expect(await mailboxes.lookup(token)).toEqual([Uint8Array.of(1)]);
    expect(await post(3 + times)).toEqual(['stored']);
    const read = await mailboxes.read({ address, after: 1, maxCount: 9, maxBytes: 99 });
    expect(read.map(({ position }) => position)).toEqual([2]);
  }
});

test('a relay with two faces shows two orders, and one again when they are joined', async () => {
  const one = createMailboxesStore();
  const open = async (store: typeof one): Promise<Mailboxes> =>
    createPlugin(memoryMailboxes({ store }), {
      clock: createVirtualClock(0, () => undefined).lend(),
    } as unknown as Services);
  const entry = (body: number) => ({
    token,
    body: Uint8Array.of(body),
    ttlSeconds: 60,
    maxEntries: 8,
  });
  const face = await open(one);
  await face.register(entry(0));
  const two = otherRegisters(one);
  const other = await open(two);
  await face.register(entry(1));
  await face.register(entry(2));
  await other.register(entry(2));
  await other.register(entry(3));
  expect((await face.lookup(token)).map(([body]) => body)).toEqual([0, 1, 2]);
  expect((await other.lookup(token)).map(([body]) => body)).toEqual([0, 2, 3]);
  expect(two.mailboxes).toBe(one.mailboxes);
  joinRegisters(one.registers, two.registers);
  expect((await face.lookup(token)).map(([body]) => body)).toEqual([0, 1, 2, 3]);
});

test('a relay that forgets drops the last entry of a register, and an empty register', async () => {
  const store = createMailboxesStore();
  const { mailboxes } = await relay(store);
  const random = createSeededRandom(1);
  expect(forgetEntry(store.registers, random)).toBe(false);
  for (const body of [1, 2])
    await mailboxes.register({ token, body: Uint8Array.of(body), ttlSeconds: 60, maxEntries: 8 });
  expect(forgetEntry(store.registers, random)).toBe(true);
  expect(await mailboxes.lookup(token)).toEqual([Uint8Array.of(1)]);
  expect(forgetEntry(store.registers, random)).toBe(true);
  expect(store.registers.size).toBe(0);
});
