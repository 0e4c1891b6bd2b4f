import { join } from 'node:path';
import { manualClock } from '@sotto/contracts';
import type { MailboxAddress, Mailboxes, PostId, RegisterToken } from '@sotto/core';
import { createPlugin } from '@sotto/core';
import { createMailboxesStore, memoryMailboxes } from '@sotto/mailboxes-memory';
import { sqliteMailboxes } from '@sotto/mailboxes-sqlite';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crashCopy, newFolder } from './folders.ts';

const address = (number: number) => new Uint8Array(32).fill(number) as MailboxAddress;
const postId = (number: number) => new Uint8Array(16).fill(number) as PostId;
const token = (number: number) => new Uint8Array(32).fill(100 + number) as RegisterToken;

const box = fc.nat({ max: 2 });
const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('open' as const), box }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('post' as const),
      boxes: fc.uniqueArray(box, { minLength: 1 }),
      id: fc.nat({ max: 30 }),
      bytes: fc.integer({ min: 1, max: 9_000 }),
      hours: fc.integer({ min: 1, max: 48 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('ack' as const),
      box,
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('read' as const),
      box,
      maxCount: fc.integer({ min: 1, max: 5 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), box }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('register' as const),
      token: fc.nat({ max: 1 }),
      byte: fc.nat({ max: 5 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      hours: fc.integer({ min: 1, max: 30 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('expire' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('crash' as const) }) },
);

/** What a mailbox holds, without positions: those are the store's own. */
async function contents(mailboxes: Mailboxes, number: number): Promise<readonly string[]> {
  const envelopes = await mailboxes.read({
    address: address(number),
    after: 0,
    maxCount: 1_000,
    maxBytes: 1e9,
  });
  return envelopes.map(({ postId: [id], body }) => `${id}:${body.length}:${body[0]}`);
}

test('any sequence of calls, restarts and crashes gives what memory gives', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const clock = manualClock();
      const services = { clock } as never;
      let folder = await newFolder();
      const openReal = () =>
        createPlugin(sqliteMailboxes({ path: join(folder, 'm.db') }), services);
      const store = createMailboxesStore();
      const model = await createPlugin(memoryMailboxes({ store }), services);
      let real = await openReal();
      const both = async <T>(call: (mailboxes: Mailboxes) => Promise<T>): Promise<void> => {
        expect(await call(real)).toEqual(await call(model));
      };
      try {
        for (const next of steps) {
          switch (next.do) {
            case 'open':
              await both((mailboxes) =>
                mailboxes.open({ address: address(next.box), idleSeconds: 1e9 }),
              );
              break;
            case 'post': {
              const post = {
                postId: postId(next.id),
                mailboxes: next.boxes.map(address),
                body: new Uint8Array(next.bytes).fill(next.id),
                ttlSeconds: next.hours * 3_600,
                maxEnvelopes: 6,
                maxBytes: 30_000,
              };
              await both((mailboxes) => mailboxes.post(post));
              break;
            }
            case 'ack': {
              // The same number of envelopes in each, whatever their positions.
              const ack = async (mailboxes: Mailboxes) => {
                const held = await mailboxes.read({
                  address: address(next.box),
                  after: 0,
                  maxCount: 1_000,
                  maxBytes: 1e9,
                });
                const upTo = held[Math.floor(next.share * held.length) - 1]?.position ?? 0;
                await mailboxes.ack(address(next.box), upTo);
              };
              await both(ack);
              break;
            }
            case 'read': {
              // Page by page, as a listener reads.
              const read = async (mailboxes: Mailboxes) => {
                const found: string[] = [];
                for (let after = 0; ;) {
                  const page = await mailboxes.read({
                    address: address(next.box),
                    after,
                    maxCount: next.maxCount,
                    maxBytes: 12_000,
                  });
                  if (page.length === 0) return found;
                  found.push(...page.map(({ postId: [id], body }) => `${id}:${body.length}`));
                  expect(page[0]!.position).toBeGreaterThan(after);
                  after = page.at(-1)!.position;
                }
              };
              await both(read);
              break;
            }
            case 'remove':
              await both((mailboxes) => mailboxes.remove(address(next.box)));
              break;
            case 'register':
              await both((mailboxes) =>
                mailboxes
                  .register({
                    token: token(next.token),
                    body: Uint8Array.of(next.byte),
                    ttlSeconds: 36_000,
                    maxEntries: 3,
                  })
                  .then(({ position, before, full }) => [
                    position,
                    full,
                    before.map((body) => body[0]),
                  ]),
              );
              break;
            case 'pass':
              clock.advance(next.hours * 3_600_000 + 1);
              break;
            case 'expire': {
              const expire = async (mailboxes: Mailboxes) => {
                while ((await mailboxes.expire(100)) >= 100);
                return mailboxes.totals();
              };
              await both(expire);
              break;
            }
            case 'reopen':
              await real.stop();
              real = await openReal();
              break;
            case 'crash': {
              const copy = await crashCopy(folder);
              await real.stop();
              folder = copy;
              real = await openReal();
              break;
            }
          }
          for (const number of [0, 1, 2])
            expect(await contents(real, number)).toEqual(await contents(model, number));
        }
      } finally {
        await real.stop();
      }
    }),
    { numRuns: 40 },
  );
}, 300_000);
