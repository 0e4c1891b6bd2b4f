import { manualClock } from '@sotto/contracts';
import { createPlugin, definePlugin } from '@sotto/core';
import { createMailboxesStore, memoryMailboxes } from '@sotto/mailboxes-memory';
import { expect, test } from 'vitest';
import { newPostId, newReader } from './identity.ts';
import { connectInMemory } from './memory-wire.ts';
import { codeOf } from './peer.ts';
import { memoryRelay, servedRelay } from './relays.ts';
import { connectSocket } from './socket-wire.ts';

test('handsets are told that the relay leaves and when to come back, and are closed', async () => {
  const relay = await memoryRelay();
  const peers = [await connectInMemory(relay).hello(), await connectInMemory(relay).hello()];
  await relay.stop();
  for (const peer of peers) {
    const leaving = await peer.until(({ kind }) => kind === 'leaving');
    const { leavingRetryMs } = relay.limits;
    expect(leaving.kind === 'leaving' && leaving.retryAfterMs).toBeGreaterThanOrEqual(
      leavingRetryMs,
    );
    expect(leaving.kind === 'leaving' && leaving.retryAfterMs).toBeLessThanOrEqual(
      2 * leavingRetryMs,
    );
    expect(peer.ended).toBe(true);
  }
});

test('posts under way become durable and are answered before the connection closes', async () => {
  const store = createMailboxesStore();
  let release: (() => void) | undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const slow = definePlugin({
    id: 'mailboxes-slow',
    point: 'mailboxes',
    contract: 1,
    needs: ['clock'],
    create: async (services) => {
      const good = await createPlugin(memoryMailboxes({ store }), services as never);
      return { ...good, post: async (post) => held.then(() => good.post(post)) };
    },
  });
  const relay = await memoryRelay({ plugins: [slow] });
  const peer = await connectInMemory(relay).hello();
  const reader = await newReader();
  await peer.open(reader);
  const post = {
    kind: 'post',
    mailboxes: [reader.address],
    body: Uint8Array.of(1),
    ttlSeconds: 9,
  } as const;
  const [id] = peer.send({ ...post, postId: newPostId() });
  await peer.request({ kind: 'lookup', token: new Uint8Array(32) as never });
  const stopped = relay.stop();
  await peer.until(({ kind }) => kind === 'leaving');
  release?.();
  await stopped;
  expect(await peer.answer(id!)).toMatchObject({ kind: 'posted', outcomes: ['stored'] });
  expect([...store.mailboxes.values()][0]?.envelopes).toHaveLength(1);
});

test('what does not finish in time is cut', async () => {
  const clock = manualClock();
  const stuck = definePlugin({
    id: 'mailboxes-stuck',
    point: 'mailboxes',
    contract: 1,
    needs: ['clock'],
    create: async (services) => ({
      ...(await createPlugin(memoryMailboxes(), services as never)),
      post: () => new Promise(() => undefined),
    }),
  });
  const relay = await memoryRelay({ clock, plugins: [stuck] });
  const peer = await connectInMemory(relay).hello();
  const reader = await newReader();
  await peer.open(reader);
  const post = {
    kind: 'post',
    mailboxes: [reader.address],
    body: Uint8Array.of(1),
    ttlSeconds: 9,
  } as const;
  peer.send({ ...post, postId: newPostId() });
  const stopped = relay.stop();
  await peer.until(({ kind }) => kind === 'leaving');
  clock.advance(relay.limits.shutdownMs);
  await stopped;
  expect(peer.ended).toBe(true);
});

test('a relay that stopped takes no connection', async () => {
  const relay = await memoryRelay();
  await relay.stop();
  const peer = connectInMemory(relay);
  await peer.served;
  expect(peer.frames.map(codeOf)).toEqual(['RATE']);
});

test('a server that closes tells its WebSockets, answers what is under way, and frees its port', async () => {
  const server = await servedRelay(await memoryRelay());
  const peer = await (await connectSocket(server.port)).hello();
  await server.close();
  await peer.until(({ kind }) => kind === 'leaving');
  await peer.whenEnded();
  await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
});

test('expired things are dropped round after round, and a failing store does not end the rounds', async () => {
  const clock = manualClock();
  let expiries = 0;
  const store = createMailboxesStore();
  const counting = definePlugin({
    id: 'mailboxes-counting',
    point: 'mailboxes',
    contract: 1,
    needs: ['clock'],
    create: async (services) => {
      const good = await createPlugin(memoryMailboxes({ store }), services as never);
      return {
        ...good,
        expire: async (maxCount) => {
          expiries += 1;
          if (expiries === 1) throw new Error('The disk is gone.');
          return good.expire(maxCount);
        },
      };
    },
  });
  const relay = await memoryRelay({ clock, plugins: [counting] });
  const peer = await connectInMemory(relay).hello();
  const reader = await newReader();
  await peer.open(reader);
  await peer.post(reader, Uint8Array.of(1));
  for (const round of [1, 2]) {
    clock.advance(2_000_000);
    while (expiries < round) await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect([...store.mailboxes.values()][0]?.envelopes).toEqual([]);
  expect(await relay.metrics()).toMatch(/^sotto_relay_store_failures_total 1$/m);
});
