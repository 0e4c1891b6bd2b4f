import type { Envelope } from '@sotto/core';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { inspect } from '../src/inspect.ts';
import { handsetLimits } from '../src/limits.ts';
import { eventually, fastClock, meet, person, shows, texts } from './handset-fixture.ts';
import type { Person, PersonOptions } from './handset-fixture.ts';
import { tinyRelay } from './tiny-relay.ts';
import type { TinyRelay } from './tiny-relay.ts';

const open: Person[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ vault }) => vault.close()));
});
async function join(options: PersonOptions): Promise<Person> {
  const made = await person(options);
  open.push(made);
  return made;
}
async function pair() {
  const relay = tinyRelay();
  const ada = await join({ relay, name: 'Ada' });
  const ben = await join({ relay, name: 'Ben' });
  const ids = await meet(ada, ben);
  // The first is of the invite that Ada made, and now of her conversation.
  return { relay, ada, ben, ...ids, mailboxOfBen: relay.mailboxes()[1]! };
}

/** Waits until everything that handsets tell each other by themselves was said. */
async function quiet(relay: TinyRelay, ...people: readonly Person[]): Promise<void> {
  const mailboxes = people.length * (1 + handsetLimits.keyPackagesGiven);
  await eventually(() => relay.mailboxes().length === mailboxes);
  let posts = -1;
  while (posts !== relay.posts.length) {
    posts = relay.posts.length;
    for (const { handset } of people) await handset.settled();
    await eventually(() => relay.unacked() === 0);
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
}

const dropped = async ({ handset }: Person) => (await handset.status()).dropped;
const day = 86_400_000;

describe('a relay that lies', () => {
  test('by delivering everything three times: nothing is shown twice, repeats are counted', async () => {
    const { relay, ada, ben, ofA, ofB } = await pair();
    relay.lies.deliver = (envelopes) => [...envelopes, ...envelopes, ...envelopes];
    for (const text of ['1', '2', '3']) await ada.handset.send(ofA, { text });
    await shows(ben.handset, ofB, ['1', '2', '3']);
    await eventually(async () => (await dropped(ben)).replayed >= 6);
    expect(await texts(ben.handset, ofB)).toEqual(['1', '2', '3']);
  });

  test('by delivering backwards: all of it is shown, in the order of sending', async () => {
    const { relay, ada, ben, ofA, ofB } = await pair();
    await ben.vault.close();
    const sent = Array.from({ length: 30 }, (_, index) => `${index}`);
    for (const text of sent) await ada.handset.send(ofA, { text });
    await ada.handset.settled();
    relay.lies.deliver = (envelopes) => envelopes.toReversed();
    const again = await join({ relay, store: ben.store });
    await shows(again.handset, ofB, sent);
  });

  test('by losing envelopes: the others are shown, and what was lost once it was asked for', async () => {
    const { relay, ada, ben, ofA, ofB, mailboxOfBen } = await pair();
    await quiet(relay, ada, ben);
    let count = 0;
    relay.lies.deliver = (envelopes, mailbox) =>
      mailbox === mailboxOfBen ? envelopes.filter(() => count++ % 2 === 0) : envelopes;
    for (const text of ['1', '2', '3', '4']) {
      await ada.handset.send(ofA, { text });
      await ada.handset.settled();
    }
    await eventually(async () => (await texts(ben.handset, ofB)).includes('3'));
    expect(count).toBe(4);
    delete relay.lies.deliver;
    await ada.handset.send(ofA, { text: '5' });
    await shows(ben.handset, ofB, ['1', '2', '3', '4', '5']);
    expect((await ben.handset.status()).healing).toMatchObject({
      missing: 0,
      repaired: 2,
      lost: 0,
    });
  });

  test('by truncating, flipping and inventing bodies: drops that are counted, and the rest arrives', async () => {
    const { relay, ada, ben, ofA, ofB, mailboxOfBen } = await pair();
    await quiet(relay, ada, ben);
    const damage: ((envelope: Envelope) => Envelope)[] = [
      (envelope) => ({ ...envelope, body: envelope.body.slice(0, -1) }),
      (envelope) => ({ ...envelope, body: envelope.body.with(40, envelope.body[40]! ^ 1) }),
      (envelope) => ({ ...envelope, body: new Uint8Array(541) }),
      (envelope) => ({ ...envelope, body: Uint8Array.of(1) }),
    ];
    let next = 0;
    relay.lies.deliver = (envelopes, mailbox) =>
      envelopes.map((envelope) =>
        mailbox === mailboxOfBen ? (damage[next++]?.(envelope) ?? envelope) : envelope,
      );
    for (const text of ['1', '2', '3', '4', '5']) await ada.handset.send(ofA, { text });
    await shows(ben.handset, ofB, ['1', '2', '3', '4', '5']);
    // What no key opens may be of an epoch that is still to come: it is kept for ten minutes.
    expect((await dropped(ben)).undecryptable).toBe(0);
    // A clock that is set makes nothing old by itself: others are asked first, twice.
    ben.clock.offsetMs = 660_000;
    ben.handset.nudge();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await dropped(ben)).undecryptable).toBe(0);
    await eventually(async () => {
      ben.clock.offsetMs += 60_000;
      ben.handset.nudge();
      return (await dropped(ben)).undecryptable === 4;
    });
    expect((await inspect(ben.handset, ofB)).puzzles).toBe(0);
  });

  test('by swapping mailboxes, and by giving us back our own posts: nothing is shown where it does not belong', async () => {
    const { relay, ada, ben, ofA, ofB } = await pair();
    await ada.handset.send(ofA, { text: 'hello' });
    await shows(ben.handset, ofB, ['hello']);
    await eventually(() => relay.unacked() === 0);
    const own: Envelope[] = [];
    relay.lies.deliver = (envelopes) => {
      own.push(...envelopes);
      const position = envelopes.at(-1)!.position;
      return [{ ...own[0]!, position }];
    };
    await ada.handset.send(ofA, { text: 'kept back' });
    await ben.handset.send(ofB, { text: 'swapped' });
    await eventually(async () => {
      const counts = [await dropped(ada), await dropped(ben)];
      return counts.some(
        ({ forged, replayed, undecryptable }) => forged + replayed + undecryptable > 0,
      );
    });
    const shown = [...(await texts(ada.handset, ofA)), ...(await texts(ben.handset, ofB))];
    expect(shown.filter((text) => text === 'kept back')).toHaveLength(
      (await texts(ben.handset, ofB)).includes('kept back') ? 2 : 1,
    );
    expect(
      (await ada.handset.history(ofA)).messages.every(
        ({ mine, body }) => mine || (body.kind === 'text' && body.text !== 'kept back'),
      ),
    ).toBe(true);
  });

  test('by answering with bytes that are no frames: the handset starts over, and works when the relay does', async () => {
    const { relay, ada, ben, ofA, ofB } = await pair();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 4 }),
        async (rubbish) => {
          let index = 0;
          relay.lies.message = () => rubbish[index++ % rubbish.length]!;
          ada.handset.nudge();
          relay.cutAll();
          await ada.handset.status();
        },
      ),
      { numRuns: 40 },
    );
    delete relay.lies.message;
    relay.cutAll();
    ada.handset.nudge();
    ben.handset.nudge();
    await ada.handset.send(ofA, { text: 'still here' });
    await shows(ben.handset, ofB, ['still here']);
  });

  test('by saying nothing: the connection is given up and tried again', async () => {
    const { relay, ada, ben, ofA, ofB } = await pair();
    await eventually(() => relay.unacked() === 0);
    let asked = 0;
    relay.lies.answer = (frame, answer) =>
      frame.kind === 'post' && asked++ === 0 ? 'silence' : answer;
    await ada.handset.send(ofA, { text: 'patience' });
    await shows(ben.handset, ofB, ['patience']);
    await ada.handset.settled();
    expect(asked).toBeGreaterThan(1);
    expect(await texts(ben.handset, ofB)).toEqual(['patience']);
  });

  test('by losing the answer to a post: it is posted again under the same id, and shown once', async () => {
    const { relay, ada, ben, ofA, ofB } = await pair();
    await eventually(() => relay.unacked() === 0);
    let lost = 0;
    relay.lies.answer = (frame, answer) => {
      if (frame.kind !== 'post' || lost++ > 2) return answer;
      relay.cutAll();
      return 'silence';
    };
    await ada.handset.send(ofA, { text: 'once' });
    await ada.handset.settled();
    await shows(ben.handset, ofB, ['once']);
    const last = relay.posts.findLast(({ body }) => body.length > 0)!;
    expect(
      relay.posts
        .filter(({ postId }) => postId === last.postId)
        .every(({ body }) => body === last.body),
    ).toBe(true);
  });

  test('by forgetting every mailbox: they are made again, and new messages arrive', async () => {
    const { relay, ada, ben, ofA, ofB } = await pair();
    await ada.handset.send(ofA, { text: 'before' });
    await shows(ben.handset, ofB, ['before']);
    relay.forgetMailboxes();
    relay.cutAll();
    await eventually(() => relay.mailboxes().length === 2);
    await ada.handset.send(ofA, { text: 'after' });
    await shows(ben.handset, ofB, ['before', 'after']);
    await ben.handset.send(ofB, { text: 'and back' });
    await shows(ada.handset, ofA, ['before', 'after', 'and back']);
  });

  test('by refusing for now: the post waits as long as it is told, and then goes', async () => {
    const { relay, ada, ben, ofA, ofB } = await pair();
    let refusals = 0;
    relay.lies.answer = (frame, answer) =>
      frame.kind === 'post' && refusals++ < 3
        ? { kind: 'refused', id: frame.id, code: 'RATE', retryAfterMs: 40 }
        : answer;
    await ada.handset.send(ofA, { text: 'later' });
    await shows(ben.handset, ofB, ['later']);
  });

  test('by saying that the mailbox is unknown: the message failed, and can be tried again with the same bytes', async () => {
    const { relay, ada, ben, ofA, ofB } = await pair();
    await quiet(relay, ada, ben);
    relay.lies.answer = (frame, answer) =>
      frame.kind === 'post' && answer.kind === 'posted'
        ? { ...answer, outcomes: ['unknown'] }
        : answer;
    const { id } = await ada.handset.send(ofA, { text: 'again' });
    const failed = await eventually(async () => {
      const message = await ada.handset.message(ofA, id);
      return message.state === 'failed' && message;
    });
    expect(failed.failure).toBe('MAILBOX_GONE');
    delete relay.lies.answer;
    expect((await ada.handset.retry(ofA, id)).state).toBe('queued');
    await ada.handset.settled();
    await shows(ben.handset, ofB, ['again']);
    await eventually(
      async () => (await ada.handset.history(ofA)).messages[0]?.state === 'delivered',
    );
    await expect(ada.handset.retry(ofA, id)).rejects.toMatchObject({ code: 'MESSAGE_NOT_FAILED' });
  });
});

describe('a clock that is wrong by a day', () => {
  for (const offsetMs of [day, -day]) {
    test(`(${offsetMs > 0 ? 'ahead' : 'behind'}) is told, and texts still go both ways in one order`, async () => {
      const relay = tinyRelay();
      const clock = Object.assign(fastClock(), { offsetMs });
      const ada = await join({ relay, clock });
      const ben = await join({ relay });
      const { ofA, ofB } = await meet(ada, ben);
      await ada.handset.send(ofA, { text: 'one' });
      await shows(ben.handset, ofB, ['one']);
      await ben.handset.send(ofB, { text: 'two' });
      await shows(ada.handset, ofA, ['one', 'two']);
      await ada.handset.send(ofA, { text: 'three' });
      await shows(ben.handset, ofB, ['one', 'two', 'three']);
      const told = ada.seen.find(({ type }) => type === 'clock');
      expect(Math.round((told as { skewMs: number }).skewMs / day)).toBe(Math.sign(offsetMs));
    });
  }

  test('by a year is not followed: the messages are shown where they arrived', async () => {
    const relay = tinyRelay();
    const ada = await join({ relay });
    const ben = await join({ relay });
    const { ofA, ofB } = await meet(ada, ben);
    await ada.handset.send(ofA, { text: 'now' });
    await shows(ben.handset, ofB, ['now']);
    ada.clock.offsetMs = 365 * day;
    await ada.handset.send(ofA, { text: 'from the future' });
    await shows(ben.handset, ofB, ['now', 'from the future']);
    await ben.handset.send(ofB, { text: 'answer' });
    const { messages } = await ben.handset.history(ofB);
    expect(messages.map(({ body }) => (body.kind === 'text' ? body.text : ''))).toEqual([
      'now',
      'from the future',
      'answer',
    ]);
    expect(Math.abs(messages[1]!.sentAtMs - Date.now())).toBeLessThan(day);
  });
});
