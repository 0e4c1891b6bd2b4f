import type { MailboxAddress, ReadKey } from '@sotto/core';
import { mailboxAddress } from '@sotto/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import { handsetLimits } from '../src/limits.ts';
import { loadOutbox } from '../src/outbox/outbox.ts';
import type { NewPost } from '../src/outbox/outbox.ts';
import type { Settle } from '../src/outbox/settle-posts.ts';
import { decodePost } from '../src/storage/post-record.ts';
import { tables } from '../src/storage/tables.ts';
import { beginTransaction } from '../src/storage/transaction.ts';
import { net, troublesOf, urls } from './net-fixture.ts';
import {
  answerPosts,
  body,
  box,
  conversation,
  hex,
  hours,
  mailbox,
  message,
  numbers,
  refusePosts,
  stopBoxes,
  stopLater,
  to,
} from './outbox-fixture.ts';
import { turns } from './step-clock.ts';

afterEach(stopBoxes);

describe('a lane', () => {
  test('posts in the order of putting, and tells each message what its post reached', async () => {
    const it = await box();
    const [one, two] = [await mailbox(it), await mailbox(it)];
    await it.post(...Array.from({ length: 80 }, (_, n) => to(urls.a, n + 1, one)));
    await it.post({ ...to(urls.a, 100, one, two), covers: [4, 7] });
    expect(numbers(it.relays.a)).toEqual([...Array.from({ length: 80 }, (_, n) => n + 1), 100]);
    expect(it.settled).toHaveLength(81);
    expect(it.settled[0]).toEqual({ message: 1, covers: [0] });
    expect(it.settled.at(-1)).toEqual({ message: 100, covers: [4, 7] });
    expect(it.outbox.waiting()).toBe(0);
  });

  test('has up to the limit of posts under way at once, and no more', async () => {
    const it = await box();
    const one = await mailbox(it);
    let asked = 0;
    it.relays.a.lies.answer = (frame, answer) => {
      if (frame.kind !== 'post') return answer;
      asked += 1;
      return 'silence';
    };
    await it.post(...Array.from({ length: 80 }, (_, n) => to(urls.a, n + 1, one)));
    expect(asked).toBe(handsetLimits.maxPostsUnderWay);
  });

  test('whose relay is dead holds up no other', async () => {
    const it = await box();
    const one = await mailbox(it, 'a');
    const two = await mailbox(it, 'b');
    it.down.add(urls.a);
    it.relays.a.cutAll();
    await it.post(to(urls.a, 1, one), to(urls.b, 2, two));
    expect(numbers(it.relays.b)).toEqual([2]);
    expect(it.outbox.waiting()).toBe(1);
    it.down.delete(urls.a);
    await it.clock.pass(61_000);
    expect(numbers(it.relays.a)).toEqual([1]);
    expect(it.outbox.waiting()).toBe(0);
  });

  test('sends nothing before its transaction is stored, nor before the first wake', async () => {
    const world = await net();
    stopLater(world);
    const one = await mailbox(world);
    const settle: Settle = async (_id, _posts, remove) => {
      const tx = beginTransaction(world.store);
      await remove(tx);
      await tx.commit();
    };
    const outbox = await loadOutbox(world.engine, world.sync, world.troubles, { settle });
    const tx = beginTransaction(world.store);
    outbox.put(tx, [to(urls.a, 1, one)]);
    await turns();
    expect(outbox.waiting()).toBe(1);
    await tx.commit();
    await turns();
    expect(world.relays.a.posts).toHaveLength(0);
    outbox.wake();
    await turns();
    expect(numbers(world.relays.a)).toEqual([1]);
  });

  test('goes on where it was after a restart, behind what waited before', async () => {
    const it = await box();
    const one = await mailbox(it);
    it.down.add(urls.a);
    it.relays.a.cutAll();
    await it.post(to(urls.a, 1, one), to(urls.a, 2, one));
    const again = await box({ store: it.store, relays: it.relays, clock: it.clock });
    expect(numbers(again.relays.a)).toEqual([1, 2]);
    await again.post(to(urls.a, 3, one));
    expect(numbers(again.relays.a)).toEqual([1, 2, 3]);
  });

  test('posts what two transactions stored the other way round than they were made', async () => {
    const it = await box();
    const one = await mailbox(it);
    const first = beginTransaction(it.store);
    it.outbox.put(first, [to(urls.a, 1, one)]);
    await it.post(to(urls.a, 2, one));
    expect(numbers(it.relays.a)).toEqual([2]);
    await first.commit();
    it.outbox.wake();
    await turns();
    expect(numbers(it.relays.a)).toEqual([2, 1]);
  });

  test('does not count for ever what a transaction that failed had promised', async () => {
    const it = await box();
    const one = await mailbox(it);
    it.outbox.put(beginTransaction(it.store), [to(urls.a, 1, one)]);
    const late = beginTransaction(it.store);
    it.outbox.put(late, [to(urls.a, 2, one)]);
    expect(it.outbox.waiting()).toBe(2);
    await it.clock.pass(2 * handsetLimits.promisedPostMs);
    expect(it.outbox.waiting()).toBe(0);
    // One that is stored after all is still posted.
    await late.commit();
    it.outbox.wake();
    await turns();
    expect(numbers(it.relays.a)).toEqual([2]);
  });

  test('tells whenever less waits, also what no message shows', async () => {
    const it = await box();
    const one = await mailbox(it);
    const gone = mailboxAddress(new Uint8Array(32).fill(9) as ReadKey);
    await it.post({ relay: urls.a, mailboxes: [one], body: body(1) });
    expect(it.less.at(-1)).toBe(0);
    await it.post(to(urls.a, 2, one));
    await it.post({ relay: urls.a, mailboxes: [gone], body: body(3), alone: true });
    expect(it.less.slice(1)).toEqual([0, 0]);
    it.outbox.put(beginTransaction(it.store), [to(urls.a, 4, one)]);
    await it.clock.pass(2 * handsetLimits.promisedPostMs);
    expect(it.less).toEqual([0, 0, 0, 0]);
  });

  test('counts all that waits, however long its relay is away', async () => {
    const it = await box();
    const one = await mailbox(it);
    it.down.add(urls.a);
    it.relays.a.cutAll();
    await it.post(...Array.from({ length: 100 }, (_, n) => to(urls.a, n, one)));
    await it.clock.pass(hours);
    expect(it.outbox.waiting()).toBe(100);
  });

  test('whose records somebody took from the store tells it once and goes on', async () => {
    const it = await box();
    const one = await mailbox(it);
    it.down.add(urls.a);
    it.relays.a.cutAll();
    await it.post(...Array.from({ length: 40 }, (_, n) => to(urls.a, n, one)));
    await it.clock.pass(handsetLimits.promisedPostMs);
    it.store.take({ table: `outbox/${urls.a}`, ordinal: 35 });
    it.store.take({ table: `outbox/${urls.a}`, ordinal: 39 });
    it.down.delete(urls.a);
    await it.clock.pass(61_000);
    expect(it.settled).toHaveLength(38);
    expect(it.outbox.waiting()).toBe(0);
    expect(troublesOf(it)).toEqual(['VAULT_BROKEN']);
  });

  test('takes no harm from a change that seemed to fail and was stored', async () => {
    const it = await box();
    const one = await mailbox(it);
    it.failSettle = 'after';
    await it.post(to(urls.a, 1, one));
    expect(troublesOf(it)).toEqual(['STORAGE_FULL']);
    it.failSettle = false;
    await it.clock.pass(2 * handsetLimits.promisedPostMs);
    expect(it.outbox.waiting()).toBe(0);
    expect(numbers(it.relays.a)).toEqual([1]);
    expect(troublesOf(it)).toEqual(['STORAGE_FULL']);
  });

  test('posts again what it could not note, under the same id, and holds up nothing else meanwhile', async () => {
    const it = await box();
    const one = await mailbox(it);
    it.failSettle = true;
    await it.post(to(urls.a, 1, one));
    await it.post({ relay: urls.a, mailboxes: [one], body: body(2) });
    expect(numbers(it.relays.a)).toEqual([1, 2]);
    expect(troublesOf(it)).toEqual(['STORAGE_FULL']);
    it.failSettle = false;
    await it.clock.pass(handsetLimits.storeRetryMs);
    expect(it.settled).toEqual([{ message: 1, covers: [0] }]);
    expect(new Set(it.relays.a.posts.map(({ postId }) => postId)).size).toBe(2);
  });
});

describe('a mailbox that is gone', () => {
  test('fails a post that was for it alone; a retry sends the same bytes under the same id', async () => {
    const it = await box();
    const gone = mailboxAddress(new Uint8Array(32).fill(9) as ReadKey);
    await it.post(to(urls.a, 1, gone), to(urls.a, 2, gone));
    expect(it.settled).toEqual([
      { message: 1, covers: [0], failure: 'MAILBOX_GONE' },
      { message: 2, covers: [0], failure: 'MAILBOX_GONE' },
    ]);
    expect(it.outbox.waiting()).toBe(0);
    it.relays.a.open(new Uint8Array(32).fill(9) as ReadKey);
    const tx = beginTransaction(it.store);
    expect(await it.outbox.retry(tx, conversation, message(1))).toBe(true);
    expect(await it.outbox.retry(tx, conversation, message(3))).toBe(false);
    await tx.commit();
    it.outbox.wake();
    await turns();
    expect(it.settled.at(-1)).toEqual({ message: 1, covers: [0] });
    const [first, , last] = it.relays.a.posts;
    expect(last).toEqual(first);
    expect(it.store.table(tables.failed(conversation)).size).toBe(1);
    const erase = beginTransaction(it.store);
    await it.outbox.forget(erase, conversation, message(2));
    await erase.commit();
    expect(it.store.table(tables.failed(conversation)).size).toBe(0);
  });

  test('does not fail a post that reached others', async () => {
    const it = await box();
    const gone = mailboxAddress(new Uint8Array(32).fill(9) as ReadKey);
    await it.post(to(urls.a, 1, gone, await mailbox(it)));
    expect(it.settled).toEqual([{ message: 1, covers: [0, 1] }]);
  });

  test('does not fail a post that reached others before', async () => {
    const it = await box();
    const [one, two] = [await mailbox(it), await mailbox(it)];
    let isFull = true;
    answerPosts(it.relays.a, (address) =>
      address === hex(two) ? (isFull ? 'full' : 'unknown') : undefined,
    );
    await it.post(to(urls.a, 1, one, two));
    isFull = false;
    await it.clock.pass(handsetLimits.postRetryMs);
    expect(it.settled).toEqual([
      { message: 1, covers: [0] },
      { message: 1, covers: [1] },
    ]);
  });
});

describe('a mailbox that is full', () => {
  test('waits longer each time, and holds up no other post of the lane', async () => {
    const it = await box();
    const [full, one] = [await mailbox(it), await mailbox(it)];
    const times: number[] = [];
    answerPosts(it.relays.a, (address) => {
      if (address !== hex(full)) return undefined;
      times.push(it.clock.now());
      return 'full';
    });
    await it.post(to(urls.a, 1, full), to(urls.a, 2, one));
    expect(it.settled).toEqual([{ message: 2, covers: [0] }]);
    await it.clock.pass(2 * hours);
    const waits = times.slice(1).map((time, index) => (time - times[index]!) / 1_000);
    expect(waits.slice(0, 9)).toEqual([5, 10, 20, 40, 80, 160, 320, 600, 600]);
    delete it.relays.a.lies.answer;
    await it.clock.pass(handsetLimits.maxPostRetryMs);
    expect(it.settled.at(-1)).toEqual({ message: 1, covers: [0] });
  });

  test('is posted to alone once the others of its post have it', async () => {
    const it = await box();
    const [full, one, two] = [await mailbox(it), await mailbox(it), await mailbox(it)];
    const asked: number[] = [];
    answerPosts(it.relays.a, (address, frame) => {
      if (address !== hex(full)) return undefined;
      asked.push(frame.mailboxes.length);
      return asked.length < 3 ? 'full' : undefined;
    });
    await it.post({ ...to(urls.a, 1, one, full, two), covers: [3, 5, 6] });
    expect(it.settled).toEqual([{ message: 1, covers: [3, 6] }]);
    await it.clock.pass(60_000);
    expect(asked).toEqual([3, 1, 1]);
    expect(it.settled.at(-1)).toEqual({ message: 1, covers: [5] });
    expect(new Set(it.relays.a.posts.map(({ postId }) => postId)).size).toBe(1);
  });

  test('is given up after ten tries when the post reached others, however often somebody hurries', async () => {
    const it = await box();
    const [full, one] = [await mailbox(it), await mailbox(it)];
    let tries = 0;
    answerPosts(it.relays.a, (address) => {
      if (address !== hex(full)) return undefined;
      tries += 1;
      return 'full';
    });
    await it.post(to(urls.a, 1, full, one));
    for (let index = 0; index < 30; index++) {
      it.outbox.nudge();
      await turns();
    }
    expect(tries).toBe(31);
    expect(it.outbox.waiting()).toBe(1);
    await it.clock.pass(2 * hours);
    expect(it.outbox.waiting()).toBe(0);
    expect(it.settled.at(-1)).toEqual({ message: 1, covers: [0] });
    expect(tries).toBe(30 + handsetLimits.maxFullTries);
  });

  test('counts its tries over restarts', async () => {
    const it = await box();
    const [full, one] = [await mailbox(it), await mailbox(it)];
    answerPosts(it.relays.a, (address) => (address === hex(full) ? 'full' : undefined));
    await it.post(to(urls.a, 1, full, one));
    await it.clock.pass(handsetLimits.postRetryMs);
    const [record] = it.store.table(`outbox/${urls.a}`).values();
    expect(decodePost(record!)).toMatchObject({ tries: 2, covers: [0], partly: true });
  });

  test('of many posts makes the lane wait for one of them, and never stops it', async () => {
    const it = await box();
    const full = await mailbox(it);
    let asked = 0;
    answerPosts(it.relays.a, () => {
      asked += 1;
      return 'full';
    });
    const many = handsetLimits.maxPostsSetAside + 2 * handsetLimits.maxPostsUnderWay;
    await it.post(...Array.from({ length: many }, (_, n) => to(urls.a, n, full)));
    await turns(200);
    expect(asked).toBe(handsetLimits.maxPostsSetAside);
    delete it.relays.a.lies.answer;
    await it.clock.pass(handsetLimits.postRetryMs);
    await turns(200);
    expect(it.outbox.waiting()).toBe(0);
  });
});

describe('a relay that takes nothing now', () => {
  test('is left alone for as long as it says, and its lane keeps its order', async () => {
    const it = await box();
    const one = await mailbox(it);
    let asked = 0;
    refusePosts(it.relays.a, () => (asked++ < 32 ? { code: 'RATE', ms: 7_000 } : undefined));
    await it.post(...Array.from({ length: 40 }, (_, n) => to(urls.a, n, one)));
    await it.clock.pass(6_900);
    expect(asked).toBe(32);
    await it.clock.pass(200);
    expect(numbers(it.relays.a)).toEqual(Array.from({ length: 40 }, (_, n) => n));
  });

  test('is asked again later each time when it names no time, up to a minute', async () => {
    const it = await box();
    const one = await mailbox(it);
    const times: number[] = [];
    refusePosts(it.relays.a, () => {
      times.push(it.clock.now());
      return { code: 'UNAVAILABLE' };
    });
    await it.post(to(urls.a, 1, one));
    await it.clock.pass(hours / 6);
    const waits = times.slice(1).map((time, index) => (time - times[index]!) / 1_000);
    expect(waits.slice(0, 6)).toEqual([5, 10, 20, 40, 60, 60]);
    expect(it.settled).toEqual([]);
  });

  test('is waited for no longer than ten minutes', async () => {
    const it = await box();
    const one = await mailbox(it);
    let asked = 0;
    refusePosts(it.relays.a, () =>
      asked++ === 0 ? { code: 'RATE', ms: 4_000_000_000 } : undefined,
    );
    await it.post(to(urls.a, 1, one));
    await it.clock.pass(600_000);
    expect(numbers(it.relays.a)).toEqual([1]);
  });

  test('is asked again when its connection ends, or somebody hurries', async () => {
    for (const end of ['connection', 'nudge'] as const) {
      const it = await box();
      const one = await mailbox(it);
      let asked = 0;
      refusePosts(it.relays.a, () => (asked++ === 0 ? { code: 'RATE', ms: 500_000 } : undefined));
      await it.post(to(urls.a, 1, one));
      if (end === 'nudge') it.outbox.nudge();
      else it.relays.a.cutAll();
      await it.clock.pass(1_000);
      expect(numbers(it.relays.a), end).toEqual([1]);
    }
  });

  test('one post of holds up no other', async () => {
    const it = await box();
    const one = await mailbox(it);
    refusePosts(it.relays.a, (frame) =>
      hex(frame.body) === '0001' ? { code: 'OTHER' } : undefined,
    );
    await it.post(...[1, 2, 3].map((n) => to(urls.a, n, one)));
    expect(numbers(it.relays.a)).toEqual([2, 3]);
    await it.clock.pass(hours);
    await it.post(to(urls.a, 4, one));
    await it.clock.pass(handsetLimits.maxBackoffMs);
    expect(numbers(it.relays.a)).toEqual([2, 3, 4]);
  });

  test('for ever fails the message', async () => {
    const it = await box();
    const one = await mailbox(it);
    refusePosts(it.relays.a, () => ({ code: 'TOO_LARGE' }));
    await it.post(to(urls.a, 1, one), { relay: urls.a, mailboxes: [one], body: body(2) });
    expect(it.settled).toEqual([{ message: 1, covers: [0], failure: 'RELAY_REFUSED' }]);
    expect(it.outbox.waiting()).toBe(0);
  });
});

describe('a post that waited too long', () => {
  test('fails, also while its relay cannot be reached, and a retry gives it its time again', async () => {
    const it = await box();
    const one = await mailbox(it);
    it.down.add(urls.a);
    it.relays.a.cutAll();
    await it.post(to(urls.a, 1, one));
    it.clock.jump(handsetLimits.envelopeTtlSeconds * 1_000);
    await it.clock.pass(3 * hours);
    expect(it.settled).toEqual([{ message: 1, covers: [0], failure: 'RELAY_TIMEOUT' }]);
    expect(it.outbox.waiting()).toBe(0);
    it.down.delete(urls.a);
    const tx = beginTransaction(it.store);
    await it.outbox.retry(tx, conversation, message(1));
    await tx.commit();
    it.outbox.wake();
    await it.clock.pass(61_000);
    expect(it.settled.at(-1)).toEqual({ message: 1, covers: [0] });
  });
});

describe('what is not worth sending late', () => {
  test('is given up when it is older than a minute, and when the relay refuses once', async () => {
    const it = await box();
    const one = await mailbox(it);
    const typing = (number: number): NewPost => ({
      relay: urls.a,
      mailboxes: [one],
      body: body(number),
      expendable: true,
    });
    await it.post(typing(1));
    expect(numbers(it.relays.a)).toEqual([1]);
    refusePosts(it.relays.a, () => ({ code: 'RATE', ms: 1_000 }));
    await it.post(typing(2));
    expect(it.outbox.waiting()).toBe(0);
    delete it.relays.a.lies.instead;
    await it.clock.pass(1_000);
    answerPosts(it.relays.a, () => 'full');
    await it.post(typing(3));
    expect(it.outbox.waiting()).toBe(0);
    delete it.relays.a.lies.answer;
    it.down.add(urls.a);
    it.relays.a.cutAll();
    await it.post(typing(4), to(urls.a, 5, one));
    await it.clock.pass(handsetLimits.expendableMs + 1);
    expect(it.outbox.waiting()).toBe(1);
    // By now nobody expects the relay, and nothing of the kind is even stored.
    await it.post(typing(6));
    expect(it.outbox.waiting()).toBe(1);
    it.down.delete(urls.a);
    await it.clock.pass(61_000);
    expect(numbers(it.relays.a)).toEqual([1, 3, 5]);
  });
});

describe('a Welcome', () => {
  const welcome = (number: number, address: MailboxAddress): NewPost => ({
    relay: urls.a,
    mailboxes: [address],
    body: body(number),
    conversation,
    alone: true,
  });

  test('is overtaken by nothing to its mailbox, and holds up nothing to others', async () => {
    const it = await box();
    const [theirs, other] = [await mailbox(it), await mailbox(it)];
    let refusals = 0;
    answerPosts(it.relays.a, (_, frame) =>
      hex(frame.body) === '0001' && refusals++ < 3 ? 'full' : undefined,
    );
    it.relays.a.posts.length = 0;
    await it.post(welcome(1, theirs), to(urls.a, 2, theirs), to(urls.a, 3, other));
    expect(it.settled).toEqual([{ message: 3, covers: [0] }]);
    await it.clock.pass(60_000);
    expect(it.settled.map((each) => each.message)).toEqual([3, 2]);
    expect(refusals).toBe(4);
  });

  test('that is refused for good is told, takes what waits for it along, and goes first when that is tried again', async () => {
    const it = await box();
    const theirs = mailboxAddress(new Uint8Array(32).fill(9) as ReadKey);
    await it.post(
      welcome(1, theirs),
      ...Array.from({ length: 40 }, (_, n) => to(urls.a, n + 2, theirs)),
    );
    expect(troublesOf(it)).toEqual(['MAILBOX_GONE']);
    expect(it.settled).toHaveLength(40);
    expect(it.settled.every(({ failure }) => failure === 'MAILBOX_GONE')).toBe(true);
    expect(new Set(numbers(it.relays.a))).toEqual(new Set([1]));
    expect(it.outbox.waiting()).toBe(0);
    // The next message takes it along, refused again.
    await it.post(to(urls.a, 50, theirs));
    expect(it.settled.at(-1)).toEqual({ message: 50, covers: [0], failure: 'MAILBOX_GONE' });
    // Over a restart too.
    const again = await box({ store: it.store, relays: it.relays, clock: it.clock });
    expect(again.outbox.waiting()).toBe(0);
    again.relays.a.open(new Uint8Array(32).fill(9) as ReadKey);
    again.relays.a.posts.length = 0;
    const tx = beginTransaction(again.store);
    await again.outbox.retry(tx, conversation, message(2));
    await tx.commit();
    again.outbox.wake();
    await turns();
    expect(numbers(again.relays.a)).toEqual([1, 2]);
    expect(again.settled).toEqual([{ message: 2, covers: [0] }]);
  });
});

describe('over any sequence of answers', () => {
  test('every post is dealt with exactly once, and each mailbox has a body at most once', async () => {
    for (let seed = 1; seed <= 12; seed++) {
      let state = seed;
      const random = (below: number): number => {
        state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
        return Math.floor((state / 2_147_483_648) * below);
      };
      const it = await box();
      const boxes = [await mailbox(it), await mailbox(it), await mailbox(it)];
      const gone = mailboxAddress(new Uint8Array(32).fill(9) as ReadKey);
      let trouble = 60;
      it.relays.a.lies.answer = (frame, answer) => {
        if (frame.kind !== 'post' || answer.kind !== 'posted' || trouble-- <= 0) return answer;
        const fate = random(6);
        if (fate === 0) return { ...answer, outcomes: answer.outcomes.map(() => 'full' as const) };
        if (fate === 1)
          return { kind: 'refused', id: answer.id, code: 'RATE', retryAfterMs: random(2) * 3_000 };
        if (fate === 2) queueMicrotask(() => it.relays.a.cutAll());
        return answer;
      };
      const posts = Array.from({ length: 60 }, (_, n): NewPost => {
        const some = [...boxes, gone].filter(() => random(2) === 0);
        return to(urls.a, n + 1, ...(some.length > 0 ? some : [boxes[0]!]));
      });
      for (const post of posts) {
        await it.post(post);
        if (random(4) === 0) await it.clock.pass(random(20_000));
      }
      await it.clock.pass(5 * hours);
      expect(it.outbox.waiting(), `seed ${seed}`).toBe(0);
      for (const [index, post] of posts.entries()) {
        const heard = it.settled.filter((each) => each.message === index + 1);
        const covered = heard.flatMap(({ covers }) => covers).sort((x, y) => x - y);
        expect(covered, `seed ${seed}, post ${index + 1}`).toEqual([...post.mailboxes.keys()]);
      }
      for (const [index, address] of boxes.entries()) {
        const wanted = posts.filter(({ mailboxes }) => mailboxes.includes(address));
        const got = it.relays.a.stored(hex(address)).map((each) => hex(each.body));
        expect([...got].sort(), `seed ${seed}, mailbox ${index}`).toEqual(
          wanted.map((each) => hex(each.body)).sort(),
        );
      }
      await it.stop();
    }
  });
});
