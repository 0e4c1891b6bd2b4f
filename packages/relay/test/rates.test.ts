import { manualClock } from '@sotto/contracts';
import { chooseLimits } from '@sotto/relay';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { remoteKey } from '../src/rates/remote-key.ts';
import { Remotes } from '../src/rates/remotes.ts';
import { TokenBucket } from '../src/rates/token-bucket.ts';
import { newPostId, newReader, newToken } from './identity.ts';
import { connectInMemory } from './memory-wire.ts';
import { codeOf } from './peer.ts';
import { memoryRelay } from './relays.ts';

test('a bucket never lets more through than its burst and its rate allow, and its wait is enough', () => {
  const step = fc.record({
    amount: fc.integer({ min: 1, max: 5 }),
    pauseMs: fc.nat({ max: 3_000 }),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
      const rate = { burst: 10, perSecond: 2 };
      let [now, taken] = [1_000, 0];
      const bucket = new TokenBucket(rate, now);
      for (const { amount, pauseMs } of steps) {
        now += pauseMs;
        const waitMs = bucket.take(rate, amount, now);
        if (waitMs === 0) taken += amount;
        else {
          now += waitMs;
          expect(bucket.take(rate, amount, now)).toBe(0);
          taken += amount;
        }
        expect(taken).toBeLessThanOrEqual(10 + ((now - 1_000) * 2) / 1_000 + 1e-6);
      }
    }),
  );
});

test('a wait that was told is enough to the millisecond', () => {
  const rate = { burst: 10, perSecond: 2 };
  const bucket = new TokenBucket(rate, 1_000);
  expect(bucket.take(rate, 5, 1_000)).toBe(0);
  expect(bucket.take(rate, 4, 1_061)).toBe(0);
  expect(bucket.take(rate, 4, 1_124)).toBe(1_376);
  expect(bucket.take(rate, 4, 2_500)).toBe(0);
  expect(bucket.take(rate, 1, 2_500)).toBe(500);
  expect(bucket.take(rate, 1, 3_000)).toBe(0);
});

test('a clock that jumps back neither locks a remote out nor lets it do more', () => {
  const rate = { burst: 2, perSecond: 1 };
  const bucket = new TokenBucket(rate, 1_000_000);
  expect([1, 2].map(() => bucket.take(rate, 1, 1_000_000))).toEqual([0, 0]);
  expect(bucket.take(rate, 1, 0)).toBe(1_000);
  expect(bucket.take(rate, 1, 1_000)).toBe(0);
});

test('an amount past the burst goes through when the bucket is full, and is paid off', () => {
  const rate = { burst: 10, perSecond: 10 };
  const bucket = new TokenBucket(rate, 0);
  expect(bucket.take(rate, 30, 0)).toBe(0);
  expect(bucket.take(rate, 1, 0)).toBe(2_100);
});

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

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['::ffff:cb00:7107', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2:ffff::', '2001:db8:1:2::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['memory', 'memory'],
])('%s counts as %s', (address, key) => {
  expect(remoteKey(address)).toBe(key);
});

test('any IPv6 address counts with its /64, however it is written', () => {
  fc.assert(
    fc.property(fc.ipV6(), fc.ipV4(), (six, four) => {
      expect(remoteKey(six)).toMatch(/^([0-9a-f]{1,4}(:[0-9a-f]{1,4}){3}::\/64|\d+(\.\d+){3})$/);
      expect(remoteKey(four)).toBe(four);
      expect(remoteKey(`::ffff:${four}`)).toBe(four);
    }),
  );
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
