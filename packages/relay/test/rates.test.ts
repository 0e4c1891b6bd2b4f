import { manualClock } from '@sotto/contracts';
import { chooseLimits } from '@sotto/relay';
import { expect, test } from 'vitest';
import { Remotes } from '../src/rates/remotes.ts';
import { newPostId, newReader, newToken } from './identity.ts';
import { connectInMemory } from './memory-wire.ts';
import { codeOf } from './peer.ts';
import { memoryRelay } from './relays.ts';

test('remotes are remembered up to a bound, those with connections always', () => {
  const remotes = new Remotes(
    chooseLimits({ maxRemotes: 10, opensBurst: 1, opensPerSecond: 1 }),
    manualClock(),
  );
  const held = remotes.of('held');
  held.connections = 1;
  expect(held.take('opens', 1)).toBe(0);
  for (let number = 0; number < 100; number += 1) remotes.of(`other ${number}`);
  expect(remotes.size).toBe(10);
  expect(remotes.of('held')).toBe(held);
  expect(remotes.of('held').take('opens', 1)).toBeGreaterThan(0);
});

test('requests past the rate of their kind are refused with a time, and taken after it', async () => {
  const clock = manualClock();
  const relay = await memoryRelay({
    clock,
    limits: {
      opensBurst: 2,
      opensPerSecond: 1,
      postsBurst: 3,
      postsPerSecond: 1,
      registersBurst: 1,
      registersPerSecond: 1,
      signaturesBurst: 1,
      signaturesPerSecond: 1,
      requestsBurst: 2,
      requestsPerSecond: 1,
    },
  });
  const peer = await connectInMemory(relay, '203.0.113.1').hello();
  const [first, second, third] = [await newReader(), await newReader(), await newReader()];
  await peer.open(first);
  await peer.open(second);
  expect(await peer.open(third)).toMatchObject({
    kind: 'refused',
    code: 'RATE',
    retryAfterMs: 1_000,
  });
  const body = Uint8Array.of(1);
  const two = {
    kind: 'post',
    mailboxes: [first.address, second.address],
    body,
    ttlSeconds: 9,
  } as const;
  expect(codeOf(await peer.request({ ...two, postId: newPostId() }))).toBe('posted');
  // Each mailbox of a post counts: one of three is left.
  expect(await peer.request({ ...two, postId: newPostId() })).toMatchObject({
    code: 'RATE',
    retryAfterMs: 1_000,
  });
  const register = { kind: 'register', token: newToken(), body, ttlSeconds: 9 } as const;
  expect(codeOf(await peer.request(register))).toBe('registered');
  expect(await peer.request(register)).toMatchObject({ code: 'RATE', retryAfterMs: 1_000 });
  for (const code of ['done', 'RATE']) expect(codeOf(await peer.listen(first))).toBe(code);
  for (const code of ['lookedUp', 'lookedUp', 'RATE']) {
    expect(codeOf(await peer.request({ kind: 'lookup', token: newToken() }))).toBe(code);
  }
  // Another address, even on another connection of the same network, is another matter.
  const other = await connectInMemory(relay, '203.0.113.2').hello();
  expect(codeOf(await other.open(third))).toBe('opened');
  clock.advance(1_000);
  expect(codeOf(await peer.request(register))).toBe('registered');
  expect(codeOf(await peer.request({ ...two, postId: newPostId() }))).toBe('posted');
});

test('connections past their rate and their number are refused with a time', async () => {
  const clock = manualClock();
  const relay = await memoryRelay({
    clock,
    limits: {
      connectionsBurst: 2,
      connectionsPerSecond: 1,
      maxConnectionsPerRemote: 3,
      maxConnections: 4,
    },
  });
  const connect = (remote: string) => connectInMemory(relay, remote);
  const refused = async (remote: string) => {
    const peer = connect(remote);
    await peer.served;
    return peer.frames;
  };
  await connect('a').hello();
  const second = await connect('a').hello();
  expect(await refused('a')).toMatchObject([
    { kind: 'refused', id: 0, code: 'RATE', retryAfterMs: 1_000 },
  ]);
  clock.advance(2_000);
  await connect('a').hello();
  expect(await refused('a')).toMatchObject([
    { kind: 'refused', code: 'RATE', retryAfterMs: 10_000 },
  ]);
  await connect('b').hello();
  expect(await refused('c')).toMatchObject([
    { kind: 'refused', code: 'RATE', retryAfterMs: 10_000 },
  ]);
  second.close();
  await second.served;
  await connect('c').hello();
});

test('a connection that says no hello in time is ended, one that did stays', async () => {
  const clock = manualClock();
  const relay = await memoryRelay({ clock });
  const [silent, polite] = [connectInMemory(relay), await connectInMemory(relay).hello()];
  clock.advance(relay.limits.helloTimeoutMs);
  await silent.whenEnded();
  expect(codeOf(await polite.request({ kind: 'lookup', token: newToken() }))).toBe('lookedUp');
});
