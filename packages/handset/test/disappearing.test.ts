import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { MessageId } from '../src/api.ts';
import { toHex } from '../src/hex.ts';
import { handsetLimits } from '../src/limits.ts';
import { editMessage } from '../src/message/edit-message.ts';
import { createEraser } from '../src/message/eraser.ts';
import { looked } from '../src/message/eraser-clock.ts';
import { forgetMessages } from '../src/message/forget-messages.ts';
import { markRead } from '../src/message/mark-read.ts';
import { noteRelayed } from '../src/message/sent.ts';
import { sendMessage } from '../src/message/send-message.ts';
import { sendText } from '../src/message/send-text.ts';
import { conversationId, exchange, group, holds, settle, startMs } from './message-fixture.ts';
import type { TestMember } from './message-fixture.ts';

const hourMs = 3_600_000;
const hour = 3_600;

interface Running {
  relaySkewMs: number | undefined;
}

/** Runs the eraser of a member until the test ends or the member restarts. */
function erase(of: TestMember, relaySkewMs?: number): Running {
  const running: Running = { relaySkewMs };
  const report = (error: unknown): void => {
    throw error;
  };
  const eraser = createEraser({
    engine: of.engine,
    troubles: { report },
    relaySkewMs: () => running.relaySkewMs,
  });
  eraser.watch(of.conversation);
  const done = eraser.run();
  onTestFinished(async () => {
    of.stop.abort(new Error('The test is over.'));
    await done;
  });
  return running;
}

async function two(seconds = hour): Promise<readonly [TestMember, TestMember]> {
  const members = await group(['Ann', 'Ben'], { disappearAfterSeconds: seconds });
  return members as unknown as readonly [TestMember, TestMember];
}

async function say(by: TestMember, text: string): Promise<MessageId> {
  const { id } = await sendText(by.engine, by.conversation, text, {});
  return toHex(id) as MessageId;
}

async function relayed(by: TestMember, id: MessageId): Promise<void> {
  const { id: bytes } = (await by.record(id))!;
  await by.change(async (draft) => noteRelayed(by.engine, draft, bytes));
}

const count = async (of: TestMember) => (await of.history()).length;

describe('a message that disappears', () => {
  test('does so for the receiver so long after it was read, and for the sender so long after it was sent', async () => {
    const [ann, ben] = await two();
    for (const each of [ann, ben]) erase(each);
    const id = await say(ann, 'evanescent');
    expect((await ann.view(id)).erasedAtMs).toBeUndefined();
    await exchange([ann, ben]);
    await relayed(ann, id);
    expect((await ann.view(id)).erasedAtMs).toBe(startMs + hourMs);
    for (const { clock } of [ann, ben]) await clock.advance(hourMs - 1);
    expect([await count(ann), await count(ben)]).toEqual([1, 1]);
    await ann.clock.advance(1);
    expect(await count(ann)).toBe(0);
    // Not read, so it stays, however long.
    await ben.clock.advance(100 * hourMs);
    expect((await ben.view(id)).disappearAfterSeconds).toBe(hour);
    await markRead(ben.engine, ben.conversation, id);
    await ben.clock.advance(hourMs - 1);
    expect(await count(ben)).toBe(1);
    await ben.clock.advance(1);
    expect(await count(ben)).toBe(0);
    expect(ben.events.at(-1)).toEqual({
      ...{ type: 'erased', conversation: conversationId, message: id },
    });
  });

  test('leaves no word of it in anything that is stored, nor its edits, pictures and search entries', async () => {
    const [ann, ben] = await two();
    const id = await say(ann, 'ephemeralword one');
    await editMessage(ann.engine, ann.conversation, id, 'ephemeralword two');
    const picture = new TextEncoder().encode('PIC ephemeralword three');
    const { id: withPicture } = await sendMessage(
      ...([ann.engine, ann.conversation] as const),
      { picture, caption: 'ephemeralword four' },
      { signal: ann.stop.signal },
    );
    await exchange([ann, ben]);
    await markRead(ben.engine, ben.conversation, id);
    await relayed(ann, id);
    await relayed(ann, toHex(withPicture) as MessageId);
    for (const each of [ann, ben]) expect(holds(each.values(), 'ephemeralword')).toBe(true);
    for (const each of [ann, ben]) {
      erase(each);
      await each.clock.advance(hourMs);
    }
    for (const each of [ann, ben]) {
      expect(await each.history()).toEqual([]);
      expect(holds(each.values(), 'ephemeralword')).toBe(false);
      expect(await each.engine.search.find('ephemeralword', { limit: 5 })).toEqual([]);
    }
    // The frames that the message and its edit were sent in. The picture's was never sent.
    expect(ann.forgotten).toEqual([0, 1]);
    expect(ann.conversation.record().waitingUploads).toBe(0);
  });

  test('does so after a restart too, also when its time came meanwhile', async () => {
    const [ann, ben] = await two();
    const id = await say(ann, 'hello');
    await exchange([ann, ben]);
    await markRead(ben.engine, ben.conversation, id);
    erase(ben);
    await ben.clock.advance(1_000);
    const again = await ben.restart();
    expect(await count(again)).toBe(1);
    again.clock.set(again.clock.now() + 2 * hourMs);
    erase(again, 0);
    await settle();
    expect(await count(again)).toBe(0);
  });

  test('that names a time is erased then, read or not', async () => {
    const [ann, ben] = await two(0);
    const { encodeMimiContent, makeText } = await import('@sotto/protocol');
    const expires = { relative: false, time: startMs / 1_000 + 60 };
    const salt = new Uint8Array(16);
    const content = encodeMimiContent(makeText({ salt, expires }, 'until then'));
    const from = ann.leaves.all[0]!;
    const clock = { physicalMs: startMs, counter: 1 };
    erase(ben);
    await ben.receive({ from, content, clock, room: ben.room });
    await ben.clock.advance(59_999);
    expect(await count(ben)).toBe(1);
    await ben.clock.advance(1);
    expect(await count(ben)).toBe(0);
  });

  test('and many others do so in bounded steps', async () => {
    const [ann, ben] = await two(60);
    for (let at = 0; at < 3 * handsetLimits.maxErasedPerTransaction; at++) await say(ann, `${at}`);
    await exchange([ann, ben]);
    const last = (await ben.history()).at(-1)!;
    await markRead(ben.engine, ben.conversation, last.id);
    erase(ben);
    await ben.clock.advance(60_000);
    expect(await count(ben)).toBe(0);
    expect(ben.conversation.record().unread).toBe(0);
  });
});

describe('the eraser’s clock', () => {
  async function readByBen(): Promise<TestMember> {
    const [ann, ben] = await two();
    const id = await say(ann, 'hello');
    await exchange([ann, ben]);
    await markRead(ben.engine, ben.conversation, id);
    return ben;
  }

  test('erases nothing early when the machine’s clock is set forward by a day and put right within ten minutes', async () => {
    const ben = await readByBen();
    erase(ben);
    await ben.clock.advance(60_000);
    ben.clock.set(ben.clock.now() + 24 * hourMs);
    await ben.clock.advance(9 * 60_000);
    ben.clock.set(ben.clock.now() - 24 * hourMs);
    await ben.clock.advance(hourMs - 10 * 60_000 - 1_000);
    expect(await count(ben)).toBe(1);
    await ben.clock.advance(2_000);
    expect(await count(ben)).toBe(0);
  });

  test('believes a jump that lasts ten minutes of running, or one that a relay’s clock confirms, at once', async () => {
    const offline = await readByBen();
    erase(offline);
    offline.clock.set(offline.clock.now() + 2 * hourMs);
    await offline.clock.advance(9 * 60_000);
    expect(await count(offline)).toBe(1);
    await offline.clock.advance(2 * 60_000);
    expect(await count(offline)).toBe(0);

    const online = await readByBen();
    const running = erase(online, 0);
    await online.clock.advance(60_000);
    online.clock.set(online.clock.now() + 2 * hourMs);
    // Measured before the jump, so it says nothing about it.
    await online.clock.advance(60_000);
    expect(await count(online)).toBe(1);
    running.relaySkewMs = 20;
    await online.clock.advance(60_000);
    expect(await count(online)).toBe(0);
  });

  test('does not believe what a relay contradicts, however long it lasts', async () => {
    const ben = await readByBen();
    const running = erase(ben, 0);
    ben.clock.set(ben.clock.now() + 3 * hourMs);
    running.relaySkewMs = 3 * hourMs;
    await ben.clock.advance(30 * 60_000);
    expect(await count(ben)).toBe(1);
    await ben.clock.advance(31 * 60_000);
    expect(await count(ben)).toBe(0);
  });

  test('goes on when the machine’s clock is set back: what ran has passed', async () => {
    const ben = await readByBen();
    erase(ben);
    await ben.clock.advance(60_000);
    ben.clock.set(ben.clock.now() - 48 * hourMs);
    await ben.clock.advance(hourMs);
    expect(await count(ben)).toBe(0);
  });

  test('never makes a time that begins during a doubt end early', async () => {
    const [ann, ben] = await two();
    const id = await say(ann, 'hello');
    await exchange([ann, ben]);
    const running = erase(ben);
    // Something is to be erased, so that the clock is kept.
    const other = await say(ann, 'earlier');
    await exchange([ann, ben]);
    await markRead(ben.engine, ben.conversation, id);
    await ben.clock.advance(60_000);
    // Off for half an hour, then read before anybody confirms that.
    ben.clock.set(ben.clock.now() + hourMs / 2);
    await markRead(ben.engine, ben.conversation, other);
    running.relaySkewMs = 0;
    await ben.clock.advance(hourMs - 120_000);
    expect((await ben.history()).map(({ id: each }) => each)).toContain(other);
    await ben.clock.advance(240_000);
    expect(await count(ben)).toBe(0);
  });

  test('never runs ahead of what the machine’s clock or running time says, and never stands still', () => {
    const look = fc.record({
      ranMs: fc.nat(60_000),
      jumpMs: fc.oneof(fc.constant(0), fc.integer({ min: -1e9, max: 1e9 })),
      relaySkewMs: fc.option(fc.integer({ min: -1e9, max: 1e9 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(look, { maxLength: 60 }), (looks) => {
        let at = { timeMs: 0, machineMs: 0, doubtMs: 0 };
        let machineMs = 0;
        let ranMs = 0;
        let furthestMs = 0;
        for (const each of looks) {
          machineMs += each.ranMs + each.jumpMs;
          ranMs += each.ranMs;
          // Each forward jump, if it were true.
          furthestMs += each.ranMs + Math.max(0, each.jumpMs);
          const next = looked(at, machineMs, each.ranMs, each.relaySkewMs);
          expect(next.timeMs).toBeGreaterThanOrEqual(at.timeMs + each.ranMs);
          at = next;
          expect(at.timeMs).toBeGreaterThanOrEqual(ranMs);
          expect(at.timeMs).toBeLessThanOrEqual(furthestMs);
        }
      }),
    );
  });
});

test('a conversation that is forgotten leaves nothing of its messages', async () => {
  const [ann, ben] = await two();
  for (let at = 0; at < 40; at++) await say(ann, `forgettable ${at}`);
  await exchange([ann, ben]);
  await markRead(ben.engine, ben.conversation, (await ben.history()).at(-1)!.id);
  for (const each of [ann, ben]) {
    for (let isMore = true; isMore;)
      isMore = await each.change((draft) => forgetMessages(each.engine, draft));
    await each.engine.search.forgetConversation(conversationId);
    expect(holds(each.values(), 'forgettable')).toBe(false);
    expect(await each.history()).toEqual([]);
  }
});
