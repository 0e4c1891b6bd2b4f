import { definePlugin } from '@sotto/core';
import { createMailboxesStore, memoryMailboxes } from '@sotto/mailboxes-memory';
import { createPlugin } from '@sotto/core';
import { expect, test } from 'vitest';
import { newPostId, newReader } from './identity.ts';
import { connectInMemory } from './memory-wire.ts';
import type { Peer } from './peer.ts';
import { codeOf } from './peer.ts';
import { memoryRelay } from './relays.ts';

/** Asks something and waits for the answer: what was to come before has come. */
async function settle(peer: Peer): Promise<void> {
  for (let times = 0; times < 3; times += 1) {
    await peer.request({ kind: 'lookup', token: new Uint8Array(32) as never });
  }
}

async function mailboxWith(count: number, bytes: number) {
  const relay = await memoryRelay();
  const peer = await connectInMemory(relay).hello();
  const reader = await newReader();
  await peer.open(reader);
  for (let number = 0; number < count; number += 1)
    await peer.post(reader, new Uint8Array(bytes).fill(number));
  return { relay, peer, reader };
}

test('delivery stops when the window is used, and goes on with what is granted', async () => {
  const { peer, reader } = await mailboxWith(10, 100);
  await peer.listen(reader, 250);
  await peer.delivered(2);
  await settle(peer);
  const first = peer.envelopes().length;
  // The first envelopes fit; then one more may begin, because some window was left.
  expect(first).toBe(3);
  peer.send({ kind: 'credit', mailbox: reader.address, windowBytes: 300 });
  await peer.delivered(first + 2);
  await settle(peer);
  expect(peer.envelopes().length).toBeLessThan(10);
  peer.send({ kind: 'credit', mailbox: reader.address, windowBytes: 10_000 });
  expect((await peer.delivered(10)).map(({ body }) => body[0])).toEqual([
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
  ]);
});

test('a window of 0 delivers nothing until there is credit', async () => {
  const { peer, reader } = await mailboxWith(1, 10);
  await peer.listen(reader, 0);
  await settle(peer);
  expect(peer.envelopes()).toEqual([]);
  peer.send({ kind: 'credit', mailbox: reader.address, windowBytes: 1 });
  await peer.delivered(1);
});

test('an envelope larger than the whole window is delivered, alone', async () => {
  const { peer, reader } = await mailboxWith(2, 5_000);
  await peer.listen(reader, 10);
  await peer.delivered(1);
  await settle(peer);
  expect(peer.envelopes()).toHaveLength(1);
});

test('a newer listener replaces the older, which is told and may no longer ack', async () => {
  const { relay, peer, reader } = await mailboxWith(1, 10);
  await peer.listen(reader);
  await peer.delivered(1);
  const newer = await connectInMemory(relay).hello();
  expect(codeOf(await newer.listen(reader))).toBe('done');
  expect(await peer.until(({ kind }) => kind === 'replaced')).toMatchObject({
    id: 0,
    mailbox: reader.address,
  });
  expect(codeOf(await peer.request({ kind: 'ack', mailbox: reader.address, upTo: 1 }))).toBe(
    'MAILBOX_UNKNOWN',
  );
  await peer.post(reader, Uint8Array.of(9));
  await newer.delivered(2);
  expect(peer.envelopes()).toHaveLength(1);
});

test('a replaced listener that ends takes nothing from the newer one', async () => {
  const { relay, peer, reader } = await mailboxWith(0, 0);
  await peer.listen(reader);
  const newer = await connectInMemory(relay).hello();
  await newer.listen(reader);
  peer.close();
  await newer.post(reader, Uint8Array.of(1));
  await newer.delivered(1);
});

test('listening again on one connection begins again at the first unacked', async () => {
  const { peer, reader } = await mailboxWith(2, 10);
  await peer.listen(reader);
  await peer.delivered(2);
  await peer.listen(reader);
  await peer.delivered(4);
  expect(peer.frames.some(({ kind }) => kind === 'replaced')).toBe(false);
});

test('closing a mailbox tells its listener on another connection', async () => {
  const { relay, peer, reader } = await mailboxWith(0, 0);
  await peer.listen(reader);
  const other = await connectInMemory(relay).hello();
  const signature = await reader.signClose(other.welcome!.nonce);
  await other.request({ kind: 'close', readKey: reader.readKey, signature });
  await peer.until(({ kind }) => kind === 'replaced');
});

test('two relays over one store deliver what either of them stored', async () => {
  const store = createMailboxesStore();
  const [one, two] = [
    await memoryRelay({ plugins: [memoryMailboxes({ store })] }),
    await memoryRelay({ plugins: [memoryMailboxes({ store })] }),
  ];
  const [at, from] = [await connectInMemory(one).hello(), await connectInMemory(two).hello()];
  const reader = await newReader();
  await at.open(reader);
  await at.listen(reader);
  await from.post(reader, Uint8Array.of(7));
  expect((await at.delivered(1))[0]!.body[0]).toBe(7);
});

test('a connection that takes nothing is sent little, however much there is for it', async () => {
  const relay = await memoryRelay({ limits: { maxUnsentBytes: 20_000 } });
  const [peer, from] = [await connectInMemory(relay).hello(), await connectInMemory(relay).hello()];
  const reader = await newReader();
  await peer.open(reader);
  for (let number = 0; number < 100; number += 1) await from.post(reader, new Uint8Array(10_000));
  await peer.listen(reader, 1 << 22);
  const go = peer.stall();
  const before = peer.handedOver;
  await settle(from);
  expect(peer.handedOver - before).toBeLessThan(400_000);
  go();
  await peer.delivered(100);
});

test('a connection that asks without taking is not read further', async () => {
  const relay = await memoryRelay({ limits: { maxUnsentBytes: 1_000 } });
  const peer = await connectInMemory(relay).hello();
  const reader = await newReader();
  await peer.open(reader);
  const go = peer.stall();
  let asked = 0;
  for (; asked < 5_000; asked += 1) peer.send({ kind: 'ack', mailbox: reader.address, upTo: 1 });
  await settle(await connectInMemory(relay).hello());
  const metrics = await relay.metrics();
  const requests = Number(/^sotto_relay_requests_total (\d+)$/m.exec(metrics)?.[1]);
  expect(requests).toBeLessThan(1_000);
  go();
  await peer.answer(asked);
});

test('requests under way are bounded: what comes while the store is slow waits or is refused', async () => {
  let release: (() => void) | undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  let underWay = 0;
  const slow = definePlugin({
    id: 'mailboxes-slow',
    point: 'mailboxes',
    contract: 1,
    needs: ['clock'],
    create: async (services) => {
      const good = await createPlugin(memoryMailboxes(), services as never);
      return {
        ...good,
        post: async (post) => {
          underWay += 1;
          await held;
          return good.post(post);
        },
      };
    },
  });
  const relay = await memoryRelay({
    plugins: [slow],
    limits: { maxRequestsUnderWay: 10, maxBytesUnderWay: 5_000 },
  });
  const [small, large] = [
    await connectInMemory(relay).hello(),
    await connectInMemory(relay).hello(),
  ];
  const reader = await newReader();
  await small.open(reader);
  const post = (bytes: number) =>
    ({
      kind: 'post',
      postId: newPostId(),
      mailboxes: [reader.address],
      body: new Uint8Array(bytes),
      ttlSeconds: 9,
    }) as const;
  const ids = small.send(...Array.from({ length: 20 }, () => post(1)));
  expect(codeOf(await small.answer(ids.at(-1)!))).toBe('TOO_MANY');
  expect(underWay).toBe(10);
  const more = large.send(...Array.from({ length: 20 }, () => post(1_000)));
  await settle(await connectInMemory(relay).hello());
  expect(underWay).toBe(16);
  release?.();
  for (const id of more) expect(codeOf(await large.answer(id))).toBe('posted');
});

test('more listens than allowed are refused, and the others stand', async () => {
  const relay = await memoryRelay({ limits: { maxListensPerConnection: 2 } });
  const peer = await connectInMemory(relay).hello();
  const readers = [await newReader(), await newReader(), await newReader()];
  const codes: string[] = [];
  for (const reader of readers) {
    await peer.open(reader);
    codes.push(codeOf(await peer.listen(reader)));
  }
  expect(codes).toEqual(['done', 'done', 'TOO_MANY']);
  await peer.post(readers[0]!, Uint8Array.of(1));
  await peer.delivered(1);
});

test('a store that fails under a listener ends its connection', async () => {
  const failing = definePlugin({
    id: 'mailboxes-failing',
    point: 'mailboxes',
    contract: 1,
    needs: ['clock'],
    create: async (services) => ({
      ...(await createPlugin(memoryMailboxes(), services as never)),
      read: async () => {
        throw new Error('The disk is gone.');
      },
    }),
  });
  const peer = await connectInMemory(await memoryRelay({ plugins: [failing] })).hello();
  const reader = await newReader();
  await peer.open(reader);
  await peer.listen(reader).catch(() => undefined);
  await peer.whenEnded();
});
