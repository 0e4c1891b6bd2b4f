import { remoteAddress, remoteKey, TokenBucket } from '@sotto/server';
import fc from 'fast-check';
import { expect, test } from 'vitest';

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

test('forwarded addresses are believed only from as many proxies as there are', () => {
  const from = (header: string | undefined, hops: number) =>
    remoteAddress(
      { headers: { 'x-forwarded-for': header }, socket: { remoteAddress: '10.0.0.1' } } as never,
      hops,
    );
  expect(from('1.1.1.1', 0)).toBe('10.0.0.1');
  expect(from('6.6.6.6, 1.1.1.1', 1)).toBe('1.1.1.1');
  expect(from('6.6.6.6, 1.1.1.1, 10.0.0.2', 2)).toBe('1.1.1.1');
  expect(from(undefined, 1)).toBe('10.0.0.1');
  expect(from('1.1.1.1', 2)).toBe('10.0.0.1');
});
