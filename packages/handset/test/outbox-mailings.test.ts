import type { ReadKey, RelayUrl } from '@sotto/core';
import { mailboxAddress } from '@sotto/protocol';
import type { LeafMailbox, PostFrame } from '@sotto/protocol';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { openEnvelope } from '../src/conversation/envelope.ts';
import { handsetLimits } from '../src/limits.ts';
import type { NewMailing } from '../src/outbox/mailings.ts';
import { outboxTables } from '../src/outbox/outbox-tables.ts';
import { tables } from '../src/storage/tables.ts';
import { beginTransaction } from '../src/storage/transaction.ts';
import type { SealedChange } from '../src/vault/sealed-store.ts';
import { troublesOf, urls } from './net-fixture.ts';
import { crypto } from './node-crypto.ts';
import {
  answerPosts,
  box,
  conversation,
  hex,
  hours,
  message,
  stopBoxes,
} from './outbox-fixture.ts';
import type { Box } from './outbox-fixture.ts';
import { turns } from './step-clock.ts';

afterEach(stopBoxes);

const key = new Uint8Array(32).fill(5);
const content = (number: number): Uint8Array => new Uint8Array(300).fill(number);
const routesIn = ({ store }: Box): number => store.table(outboxTables.route(conversation)).size;

/** Devices whose mailboxes are at these relays. */
async function devices(it: Box, count: number, at: readonly ('a' | 'b')[] = ['a']) {
  const made: LeafMailbox[] = [];
  for (let number = 0; number < count; number += 1) {
    const readKey = crypto.random(32) as ReadKey;
    for (const relay of at) it.relays[relay].open(readKey);
    made.push({
      address: mailboxAddress(readKey.slice() as ReadKey),
      relays: at.map((relay) => urls[relay]),
    });
  }
  return made;
}

const mailing = (number: number, to: readonly LeafMailbox[]): NewMailing => ({
  ...{ conversation, messageId: message(number), key, content: content(number), to },
});

/** The numbers of what came to a mailbox, opened. */
async function got(it: Box, { address }: LeafMailbox, at: 'a' | 'b' = 'a') {
  const bodies = it.relays[at].stored(hex(address)).map((each) => each.body);
  const opened = await Promise.all(bodies.map((body) => openEnvelope(crypto, key, body)));
  return opened.map((each) => each?.[0]);
}

function away(it: Box, ...relays: readonly RelayUrl[]): void {
  for (const relay of relays) it.down.add(relay);
  it.relays.a.cutAll();
}

function coveredOf({ settled }: Box, number: number): readonly number[] {
  const heard = settled.filter((each) => each.message === number && each.failure === undefined);
  return heard.flatMap(({ covers }) => covers).toSorted((x, y) => x - y);
}

/** Bytes of the values that a job has the store write. */
async function writtenBy({ store }: Box, job: () => Promise<void>): Promise<number> {
  let bytes = 0;
  store.before = (changes: readonly SealedChange[]) => {
    for (const change of changes) if ('put' in change) bytes += change.value.length;
  };
  await job();
  store.before = undefined;
  return bytes;
}

describe('a message to a group', () => {
  test.each([1, 2, 8, 9, 64, 65, 300])(
    'reaches each of %d mailboxes at each of its relays, once',
    async (count) => {
      const it = await box();
      const to = await devices(it, count, ['a', 'b']);
      await it.mail(mailing(1, to));
      await it.mail(mailing(2, to));
      for (const each of to) {
        expect(await got(it, each, 'a')).toEqual([1, 2]);
        expect(await got(it, each, 'b')).toEqual([1, 2]);
      }
      const places = [...to.keys(), ...to.keys()].toSorted((x, y) => x - y);
      expect(coveredOf(it, 1)).toEqual(places);
      expect(it.outbox.waiting()).toBe(0);
      expect(it.store.table(outboxTables.lane(urls.a)).size).toBe(0);
    },
  );

  test('is posted apart to few, so that no post names two mailboxes, and to many together; no two bodies are alike', async () => {
    const it = await box();
    const frames: PostFrame[] = [];
    answerPosts(it.relays.a, (_, frame) => void frames.push(frame));
    await it.mail(mailing(1, await devices(it, handsetLimits.maxPostsApart)));
    expect(new Set(frames.map(({ mailboxes }) => mailboxes.length))).toEqual(new Set([1]));
    frames.length = 0;
    await it.mail(mailing(2, await devices(it, 100)));
    const posts = new Map(frames.map((frame) => [hex(frame.postId), frame]));
    expect([...posts.values()].map(({ mailboxes }) => mailboxes.length)).toEqual([64, 36]);
    expect(new Set([...posts.values()].map(({ body }) => hex(body))).size).toBe(2);
  });

  test('writes as many bytes for 1,000 devices as for 20, once the route to them is there', async () => {
    const it = await box();
    const written: number[] = [];
    for (const count of [20, 1_000]) {
      const to = await devices(it, count);
      const first = await writtenBy(it, () => it.mail(mailing(1, to)));
      expect(first).toBeGreaterThan(count * 32);
      written.push(await writtenBy(it, () => it.mail(mailing(2, to))));
    }
    expect(written[1]).toBe(written[0]);
    expect(written[1]).toBeLessThan(content(1).length + 250);
  });

  test('writes at most 280 bytes more for eight devices than for one', async () => {
    const it = await box();
    const [one, eight] = [await devices(it, 1), await devices(it, 8)];
    const few = await writtenBy(it, () => it.mail(mailing(1, one)));
    expect(await writtenBy(it, () => it.mail(mailing(2, eight)))).toBeLessThan(few + 280);
  });

  test('that fits no envelope is refused before anything is stored', async () => {
    const it = await box();
    const to = await devices(it, 20);
    const long = { ...mailing(1, to), content: new Uint8Array(70_000) };
    await expect(it.mail(long)).rejects.toMatchObject({ code: 'PADDING_TOO_LONG' });
    expect(it.outbox.waiting()).toBe(0);
  });
});

describe('a message that waits', () => {
  test('goes to the mailboxes that it was made for, whatever the group became since, over a restart too', async () => {
    const it = await box();
    const [before, after] = [await devices(it, 70), await devices(it, 70)];
    away(it, urls.a);
    await it.mail(mailing(1, before));
    await it.mail(mailing(2, after));
    await it.mail(mailing(3, after.slice(1)));
    await it.clock.pass(handsetLimits.promisedPostMs);
    expect(it.outbox.waiting()).toBe(6);
    await it.stop();
    const again = await box({ store: it.store, relays: it.relays, clock: it.clock });
    await again.clock.pass(61_000);
    expect(again.outbox.waiting()).toBe(0);
    for (const each of before) expect(await got(again, each)).toEqual([1]);
    for (const each of after.slice(1)) expect(await got(again, each)).toEqual([2, 3]);
    expect(await got(again, after[0]!)).toEqual([2]);
  });

  test('is the same bytes under the same ids at every try, over a restart too', async () => {
    const it = await box();
    const to = await devices(it, 130);
    it.relays.a.lies.answer = (frame, answer) => {
      if (frame.kind === 'post') it.relays.a.cutAll();
      return answer;
    };
    await it.mail(mailing(1, to));
    await it.clock.pass(30_000);
    await it.stop();
    delete it.relays.a.lies.answer;
    const again = await box({ store: it.store, relays: it.relays, clock: it.clock });
    await again.clock.pass(61_000);
    const bodies = new Map<string, Set<string>>();
    for (const { postId, body } of it.relays.a.posts)
      bodies.set(postId, (bodies.get(postId) ?? new Set()).add(body));
    expect(bodies.size).toBe(3);
    expect([...bodies.values()].every((each) => each.size === 1)).toBe(true);
    expect(it.relays.a.posts.length).toBeGreaterThan(4);
    for (const each of to) expect(await got(again, each)).toEqual([1]);
  });

  test('goes on where it was when the handset stopped between two of its posts', async () => {
    const it = await box();
    const to = await devices(it, 40 * handsetLimits.maxMailboxesPerPost);
    let answered = 0;
    it.relays.a.lies.answer = (_, answer) => {
      if (answer.kind === 'posted') answered += 1;
      return answer;
    };
    // The first window is noted, the second one is not.
    it.store.before = () => {
      if (answered > handsetLimits.maxPostsUnderWay) throw new Error('The disk is away.');
    };
    await it.mail(mailing(1, to));
    expect(coveredOf(it, 1)).toHaveLength(32 * handsetLimits.maxMailboxesPerPost);
    await it.stop();
    it.store.before = undefined;
    const again = await box({ store: it.store, relays: it.relays, clock: it.clock });
    await again.clock.pass(61_000);
    expect([...coveredOf(it, 1), ...coveredOf(again, 1)].toSorted((x, y) => x - y)).toEqual([
      ...to.keys(),
    ]);
    for (const each of to.slice(-70)) expect(await got(again, each)).toEqual([1]);
  });

  test('whose route somebody took from the store is told once, holds up no other, and is made again', async () => {
    const it = await box();
    const to = await devices(it, 20);
    await it.mail(mailing(1, to));
    away(it, urls.a);
    await it.mail(mailing(2, to));
    await it.clock.pass(handsetLimits.promisedPostMs);
    await it.stop();
    const table = outboxTables.route(conversation);
    for (const route of it.store.table(table).keys())
      it.store.take({ table, id: Buffer.from(`${route}`, 'hex') });
    const again = await box({ store: it.store, relays: it.relays, clock: it.clock });
    const others = await devices(again, 2);
    await again.mail(mailing(3, others));
    expect(troublesOf(again)).toEqual(['VAULT_BROKEN']);
    expect(await got(again, others[1]!)).toEqual([3]);
    expect(again.outbox.waiting()).toBe(0);
    await again.mail(mailing(4, to));
    // What waited for it goes as well.
    expect(await got(again, to[19]!)).toEqual([1, 2, 4]);
    expect(again.outbox.waiting()).toBe(0);
  });
});

describe('a route', () => {
  test('is kept while something is on its way by it, and for the next message to the same devices', async () => {
    const it = await box();
    const [first, second, third] = [
      await devices(it, 20),
      await devices(it, 20),
      await devices(it, 20),
    ];
    await it.mail(mailing(1, first));
    await it.mail(mailing(2, second));
    // Nothing was on its way by the first any more.
    expect(routesIn(it)).toBe(1);
    away(it, urls.a);
    await it.mail(mailing(3, second));
    await it.mail(mailing(4, first));
    await it.mail(mailing(5, third));
    expect(routesIn(it)).toBe(3);
    it.down.delete(urls.a);
    await it.clock.pass(61_000);
    expect(await got(it, first[0]!)).toEqual([1, 4]);
    await it.mail(mailing(6, second));
    expect(routesIn(it)).toBe(1);
    expect(await got(it, second[0]!)).toEqual([2, 3, 6]);
  });

  test('of a conversation that is forgotten goes at once, or, if something is on its way by it, at the next start after that', async () => {
    const it = await box();
    const leave = async ({ outbox, store }: Box): Promise<void> => {
      const tx = beginTransaction(store);
      await outbox.leave(tx, conversation);
      await tx.commit();
    };
    const to = await devices(it, 20);
    await it.mail(mailing(1, to));
    await leave(it);
    expect(routesIn(it)).toBe(0);
    away(it, urls.a);
    await it.mail(mailing(2, to));
    await leave(it);
    expect(routesIn(it)).toBe(1);
    it.down.delete(urls.a);
    await it.clock.pass(61_000);
    expect(await got(it, to[19]!)).toEqual([1, 2]);
    await it.stop();
    await box({ store: it.store, relays: it.relays, clock: it.clock });
    expect(routesIn(it)).toBe(0);
    expect(it.store.table(outboxTables.routes).size).toBe(0);
  });

  test('of a conversation that is there stays over a restart', async () => {
    const it = await box();
    const to = await devices(it, 20);
    await it.store.write([
      { put: { table: tables.conversations, id: conversation }, value: Uint8Array.of(0) },
    ]);
    await it.mail(mailing(1, to));
    await it.stop();
    const again = await box({ store: it.store, relays: it.relays, clock: it.clock });
    expect(await writtenBy(again, () => again.mail(mailing(2, to)))).toBeLessThan(20 * 32);
  });
});

describe('a mailbox of many that is full', () => {
  test('is tried again by itself, over a restart too; the others have the message', async () => {
    const it = await box();
    const to = await devices(it, 100);
    const isFull = (address: string): 'full' | undefined =>
      [3, 70].some((place) => hex(to[place]!.address) === address) ? 'full' : undefined;
    answerPosts(it.relays.a, isFull);
    await it.mail(mailing(1, to));
    expect(coveredOf(it, 1)).toHaveLength(98);
    expect(it.outbox.waiting()).toBe(2);
    await it.stop();
    const again = await box({ store: it.store, relays: it.relays, clock: it.clock });
    expect(again.outbox.waiting()).toBe(2);
    delete it.relays.a.lies.answer;
    await again.clock.pass(hours);
    expect(coveredOf(again, 1)).toEqual([3, 70]);
    expect(again.outbox.waiting()).toBe(0);
  });
});

describe('a message to a group that is refused for good', () => {
  test('has failed; a retry sends the same bytes under the same ids', async () => {
    const it = await box();
    const to = await devices(it, 100);
    it.relays.a.lies.instead = (frame) =>
      frame.kind === 'post'
        ? { kind: 'refused', id: frame.id, code: 'TOO_LARGE', retryAfterMs: 0 }
        : undefined;
    const tried: PostFrame[] = [];
    const refuse = it.relays.a.lies.instead;
    it.relays.a.lies.instead = (frame) => {
      if (frame.kind === 'post') tried.push(frame);
      return refuse(frame);
    };
    await it.mail(mailing(1, to));
    expect(it.settled.map(({ failure }) => failure)).toEqual(['RELAY_REFUSED', 'RELAY_REFUSED']);
    expect(it.store.table(outboxTables.lane(urls.a)).size).toBe(0);
    delete it.relays.a.lies.instead;
    const tx = beginTransaction(it.store);
    expect(await it.outbox.retry(tx, conversation, message(1))).toBe(true);
    await tx.commit();
    it.outbox.wake();
    await turns();
    const sent = (posts: readonly { postId: Uint8Array | string; body: Uint8Array | string }[]) =>
      posts.map(({ postId, body }) => `${textOf(postId)} ${textOf(body)}`).toSorted();
    const textOf = (value: Uint8Array | string) => (typeof value === 'string' ? value : hex(value));
    expect(sent(it.relays.a.posts)).toEqual(sent(tried));
    expect(coveredOf(it, 1)).toEqual([...to.keys()]);
  });
});

describe('over any sequence of answers, failures of the store and restarts', () => {
  test('each mailbox has each message once, in the end, and each device is covered', async () => {
    const fate = fc.constantFrom('good', 'good', 'full', 'later', 'cut', 'disk', 'restart');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fate, { maxLength: 14 }),
        fc.array(fc.constantFrom(3, 20, 70), { minLength: 1, maxLength: 4 }),
        async (fates, sizes) => {
          let it = await box();
          const groups = [];
          for (const size of sizes) groups.push(await devices(it, size));
          const covered = new Map<number, number[]>();
          const take = (): void => {
            for (const { message: number, covers } of it.settled.splice(0))
              covered.set(number, [...(covered.get(number) ?? []), ...covers]);
          };
          const coming = [...fates];
          it.relays.a.lies.answer = (frame, answer) => {
            if (frame.kind !== 'post' || answer.kind !== 'posted') return answer;
            const next = coming.shift() ?? 'good';
            if (next === 'full')
              return {
                ...answer,
                outcomes: answer.outcomes.map((each, place) => (place % 3 === 0 ? 'full' : each)),
              };
            if (next === 'later')
              return { kind: 'refused', id: answer.id, code: 'RATE', retryAfterMs: 1_000 };
            if (next === 'cut') queueMicrotask(() => it.relays.a.cutAll());
            if (next === 'disk') it.failSettle = true;
            if (next === 'restart') restarts = true;
            return answer;
          };
          let restarts = false;
          for (const [number, to] of groups.entries()) {
            await it.mail(mailing(number + 1, to));
            await it.clock.pass(2_000);
            it.failSettle = false;
            take();
            if (!restarts) continue;
            restarts = false;
            await it.stop();
            take();
            it = await box({ store: it.store, relays: it.relays, clock: it.clock });
          }
          it.failSettle = false;
          coming.length = 0;
          await it.clock.pass(5 * hours);
          take();
          expect(it.outbox.waiting()).toBe(0);
          for (const [number, to] of groups.entries()) {
            expect([...new Set(covered.get(number + 1))].toSorted((x, y) => x - y)).toEqual([
              ...to.keys(),
            ]);
            for (const each of [to[0]!, to.at(-1)!]) {
              const all = await got(it, each);
              expect(all.filter((one) => one === number + 1)).toHaveLength(1);
            }
          }
          await it.stop();
        },
      ),
      { numRuns: 40 },
    );
  });
});
