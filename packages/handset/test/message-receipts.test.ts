import { messageStatuses, parseMimiContent, statusReportOf } from '@sotto/protocol';
import type { MessageId as StatusId } from '@sotto/protocol';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { MessageId } from '../src/api.ts';
import type { OutgoingAside } from '../src/group/asides.ts';
import { parseHex, toHex } from '../src/hex.ts';
import { handsetLimits } from '../src/limits.ts';
import { markRead } from '../src/message/mark-read.ts';
import { createReceiptTimer } from '../src/message/receipt-timer.ts';
import { receiveAsideContent } from '../src/message/receive-report.ts';
import { queueReceipts } from '../src/message/receipts.ts';
import { applyReport, reviewReceipts } from '../src/message/reports.ts';
import { sendText } from '../src/message/send-text.ts';
import { noteFailed, noteRelayed } from '../src/message/sent.ts';
import { createTyping, receiveTyping } from '../src/message/typing.ts';
import { tables } from '../src/storage/tables.ts';
import { conversationId, exchange, group, leavesOf, settle } from './message-fixture.ts';
import type { TestMember } from './message-fixture.ts';

/** Asides as they were queued, in place of their sealing. */
const queued = vi.hoisted((): { from: unknown; aside: OutgoingAside }[] => []);
vi.mock(import('../src/group/asides.ts'), async (original) => ({
  ...(await original()),
  queueAside: async (engine, _draft, aside) => {
    queued.push({ from: engine, aside });
  },
}));
beforeEach(() => void queued.splice(0));

async function say(by: TestMember, text: string): Promise<MessageId> {
  const { id } = await sendText(by.engine, by.conversation, text, {});
  return toHex(id) as MessageId;
}

/** Delivers what was queued, or what is left of it. */
async function deliver(members: readonly TestMember[], isLost = false): Promise<void> {
  for (const { from, aside } of queued.splice(0)) {
    const sender = members.find(({ engine }) => engine === from)!;
    if (aside.body.kind !== 'content' || isLost) continue;
    const { content } = aside.body;
    for (const leaf of aside.to) {
      const to = members.find(({ identity }) => toHex(identity) === toHex(leaf.identity))!;
      await to.change((draft) => receiveAsideContent(to.engine, draft, content, sender.identity));
    }
  }
}

async function report(members: readonly TestMember[], isLost = false): Promise<void> {
  for (const { engine, change } of members) await change((draft) => queueReceipts(engine, draft));
  await deliver(members, isLost);
}

async function relayed(by: TestMember, ...ids: readonly MessageId[]): Promise<void> {
  await by.change(async (draft) => {
    for (const id of ids) await noteRelayed(by.engine, draft, (await by.record(id))!.id);
  });
}

const read = (id: MessageId) => [
  { messageId: parseHex(id, 32) as StatusId, status: messageStatuses.read },
];

const audiencesOf = async (of: TestMember): Promise<number> =>
  of.change(async ({ tx }) => {
    const limit = 2 * handsetLimits.maxAudiencesKept;
    return (await tx.range(tables.audiences(conversationId), { limit })).length;
  });

const stateOf = async (of: TestMember, id: MessageId) => (await of.view(id)).state;

describe('of a conversation of two', () => {
  test('a message is delivered when it came, and read when the contact read it', async () => {
    const pair = await group(['Ann', 'Ben'], { kind: 'direct' });
    const [ann, ben] = pair as [TestMember, TestMember];
    const id = await say(ann, 'hello');
    await exchange(pair);
    await relayed(ann, id);
    expect(await stateOf(ann, id)).toBe('relayed');
    await report(pair);
    expect(await stateOf(ann, id)).toBe('delivered');
    expect((await ann.view(id)).receipts).toBeUndefined();
    await markRead(ben.engine, ben.conversation, id);
    await report(pair);
    expect(await stateOf(ann, id)).toBe('read');
    // What was confirmed is never taken back.
    await ann.change(async (draft) =>
      noteFailed(draft, (await ann.record(id))!.id, 'MAILBOX_GONE'),
    );
    await relayed(ann, id);
    expect(await stateOf(ann, id)).toBe('read');
  });

  test('a report that was lost is made up for by the next one', async () => {
    const pair = await group(['Ann', 'Ben'], { kind: 'direct' });
    const [ann, ben] = pair as [TestMember, TestMember];
    const first = await say(ann, 'one');
    await exchange(pair);
    await relayed(ann, first);
    await markRead(ben.engine, ben.conversation, first);
    await report(pair, true);
    expect(await stateOf(ann, first)).toBe('relayed');
    const second = await say(ann, 'two');
    await exchange(pair);
    await report(pair);
    expect(await stateOf(ann, first)).toBe('read');
    expect(await stateOf(ann, second)).toBe('delivered');
  });

  test('delivery and reading are each told only when the reader allows it', async () => {
    const pair = await group(['Ann', 'Ben'], { kind: 'direct' });
    const [ann, ben] = pair as [TestMember, TestMember];
    await ben.engine.settings.change({ sendDeliveryReceipts: false });
    const id = await say(ann, 'hello');
    await exchange(pair);
    await report(pair);
    expect(await stateOf(ann, id)).toBe('queued');
    await markRead(ben.engine, ben.conversation, id);
    // Turned off after it was read and before it was told: then it is not told.
    await ben.engine.settings.change({ sendReadReceipts: false });
    await report(pair);
    expect(queued).toEqual([]);
    expect(await stateOf(ann, id)).toBe('queued');
    await ben.engine.settings.change({ sendReadReceipts: true });
    const next = await say(ann, 'again');
    await exchange(pair);
    await markRead(ben.engine, ben.conversation, next);
    await report(pair);
    // Nothing that was read while it was off is told later.
    expect(await stateOf(ann, id)).toBe('queued');
    expect(await stateOf(ann, next)).toBe('read');
  });
});

describe('of a group', () => {
  test('a message is delivered when all have it and read when all read it, and says how many do', async () => {
    const members = await group(['Ann', 'Ben', 'Cleo']);
    const [ann, ben, cleo] = members as [TestMember, TestMember, TestMember];
    const id = await say(ann, 'hello');
    const [sent] = await ann.sent();
    await relayed(ann, id);
    await ben.receive(sent!);
    await report(members);
    expect(await ann.view(id)).toMatchObject({
      state: 'relayed',
      receipts: { delivered: 1, read: 0, of: 2 },
    });
    await cleo.receive(sent!);
    await report(members);
    expect(await ann.view(id)).toMatchObject({
      state: 'delivered',
      receipts: { delivered: 2, read: 0, of: 2 },
    });
    for (const { engine, conversation } of [ben, cleo]) await markRead(engine, conversation, id);
    await report(members);
    expect(await ann.view(id)).toMatchObject({
      state: 'read',
      receipts: { delivered: 2, read: 2, of: 2 },
    });
  });

  test('a report goes to the sender of each message alone, to all of their devices', async () => {
    const [ann, ben, cleo] = (await group(['Ann', 'Ben', 'Cleo'])) as [
      ...[TestMember, TestMember, TestMember],
    ];
    for (const by of [ann, cleo]) await say(by, `from ${by.name}`);
    await exchange([ann, ben, cleo]);
    await ben.change((draft) => queueReceipts(ben.engine, draft));
    const told = queued.map(({ aside }) => ({
      to: aside.to.map(({ identity }) => toHex(identity)),
      count: aside.body.kind === 'content' ? statuses(aside.body.content).length : 0,
    }));
    expect(told).toEqual([
      { to: [toHex(ann.identity)], count: 1 },
      { to: [toHex(cleo.identity)], count: 1 },
    ]);
  });

  test('somebody who left is waited for no longer', async () => {
    const members = await group(['Ann', 'Ben', 'Cleo']);
    const [ann, ben] = members as [TestMember, TestMember];
    const id = await say(ann, 'hello');
    const [sent] = await ann.sent();
    await relayed(ann, id);
    await ben.receive(sent!);
    await report(members);
    expect(await stateOf(ann, id)).toBe('relayed');
    ann.leaves = leavesOf(ann.leaves.all.slice(0, 2));
    await ann.change((draft) => reviewReceipts(draft));
    expect(await stateOf(ann, id)).toBe('delivered');
  });

  test('whom messages were sent to is kept once for all that go to the same, and each counts those of its own time', async () => {
    const members = await group(['Ann', 'Ben', 'Cleo', 'Dan']);
    const [ann, ben, cleo, dan] = members as [TestMember, TestMember, TestMember, TestMember];
    const all = ann.leaves.all;
    ann.leaves = leavesOf(all.slice(0, 3));
    const first = [await say(ann, 'one'), await say(ann, 'two')];
    await ann.sent();
    ann.leaves = leavesOf(all);
    const later = await say(ann, 'three');
    await ann.sent();
    expect(await audiencesOf(ann)).toBe(2);
    for (const { identity } of [ben, cleo, dan])
      for (const id of [...first, later])
        await ann.change((draft) => applyReport(ann.engine, draft, read(id), identity));
    for (const id of first)
      expect(await ann.view(id)).toMatchObject({
        state: 'read',
        receipts: { delivered: 2, read: 2, of: 2 },
      });
    expect((await ann.view(later)).receipts).toEqual({ delivered: 3, read: 3, of: 3 });
  });

  test('what is heard of a message whose audience is kept no more changes nothing', async () => {
    const [ann, ben, cleo] = (await group(['Ann', 'Ben', 'Cleo'])) as [
      ...[TestMember, TestMember, TestMember],
    ];
    const all = ann.leaves.all;
    const first = await say(ann, 'one');
    await ann.sent();
    for (let turn = 1; turn <= handsetLimits.maxAudiencesKept; turn += 1) {
      ann.leaves = leavesOf(all.slice(0, 2 + (turn % 2 === 0 ? 1 : 0)));
      await say(ann, `turn ${turn}`);
      await ann.sent();
    }
    expect(await audiencesOf(ann)).toBe(handsetLimits.maxAudiencesKept);
    for (const { identity } of [ben, cleo])
      await ann.change((draft) => applyReport(ann.engine, draft, read(first), identity));
    expect((await ann.view(first)).receipts).toEqual({ delivered: 0, read: 0, of: 2 });
  });

  test('of more than so many there are no receipts and no typing at all', async () => {
    const names = Array.from({ length: 3 }, (_, at) => `member ${at}`);
    const members = await group(names);
    const [ann, ben] = members as [TestMember, TestMember];
    const many = Array.from({ length: handsetLimits.maxReceiptMembers + 1 }, (_, at) => ({
      ...ann.leaves.all[at % 3]!,
      leafIndex: at,
    }));
    for (const each of members) each.leaves = leavesOf(many);
    const id = await say(ann, 'hello');
    await exchange(members);
    await markRead(ben.engine, ben.conversation, id);
    await report(members);
    createTyping(typingParts(ben)).tell(ben.conversation);
    await settle();
    expect(queued).toEqual([]);
    expect((await ann.view(id)).receipts).toBeUndefined();
    expect(ben.conversation.record().unread).toBe(0);
  });

  test('nobody can confirm for another, and what is confirmed is one’s own messages alone', async () => {
    const members = await group(['Ann', 'Ben', 'Cleo']);
    const [ann, ben, cleo] = members as [TestMember, TestMember, TestMember];
    const id = await say(ann, 'hello');
    await exchange(members);
    await ben.change((draft) => queueReceipts(ben.engine, draft));
    const [{ aside }] = queued.splice(0) as [(typeof queued)[number]];
    const { content } = aside.body as { readonly content: Uint8Array };
    for (let times = 0; times < 3; times++)
      await ann.change((draft) => receiveAsideContent(ann.engine, draft, content, ben.identity));
    expect((await ann.view(id)).receipts).toEqual({ delivered: 1, read: 0, of: 2 });
    await cleo.change((draft) => receiveAsideContent(cleo.engine, draft, content, ben.identity));
    expect(await stateOf(cleo, id)).toBe('received');
  });
});

test('an aside with anything but a report is dropped: what is said to all goes by numbered frames', async () => {
  const [ann, ben] = (await group(['Ann', 'Ben'])) as [TestMember, TestMember];
  await say(ann, 'only for Ben');
  const [sent] = await ann.sent();
  await ben.change((draft) => receiveAsideContent(ben.engine, draft, sent!.content, ann.identity));
  expect(await ben.history()).toEqual([]);
  expect(ben.dropped).toEqual(['malformed']);
});

test('notes to oneself have no receipts', async () => {
  const [ann] = (await group(['Ann'], { kind: 'notes' })) as [TestMember];
  const id = await say(ann, 'milk');
  await ann.sent();
  await relayed(ann, id);
  await report([ann]);
  expect(queued).toEqual([]);
  expect(await ann.view(id)).toMatchObject({ state: 'relayed' });
});

test('receipts are collected for a short time and go out together', async () => {
  const [ann, ben] = (await group(['Ann', 'Ben'], { kind: 'direct' })) as [TestMember, TestMember];
  const timer = createReceiptTimer(ben.engine, { report: () => {} });
  for (const text of ['one', 'two', 'three']) {
    await say(ann, text);
    for (const sent of await ann.sent()) await ben.receive(sent);
    timer.look(ben.conversation);
  }
  await ben.clock.advance(handsetLimits.receiptQuietMs - 1);
  expect(queued).toHaveLength(0);
  await ben.clock.advance(1);
  expect(queued).toHaveLength(1);
  const { body } = queued[0]!.aside;
  expect(body.kind === 'content' && statuses(body.content)).toHaveLength(3);
});

test('reading goes up to the message that is named, and in bounded steps', async () => {
  const [ann, ben] = (await group(['Ann', 'Ben'])) as [TestMember, TestMember];
  const ids: MessageId[] = [];
  const count = handsetLimits.maxReadPerTransaction + 20;
  for (let at = 0; at < count; at++) {
    ann.clock.nowMs += 1;
    ids.push(await say(ann, `${at}`));
  }
  await exchange([ann, ben]);
  expect(ben.conversation.record().unread).toBe(count);
  await markRead(ben.engine, ben.conversation, ids[count - 11]!);
  expect(ben.conversation.record().unread).toBe(10);
  await markRead(ben.engine, ben.conversation, ids.at(-1)!);
  expect(ben.conversation.record().unread).toBe(0);
});

describe('typing', () => {
  test('is told to all others at most every few seconds, when it can be told now', async () => {
    const [ann] = (await group(['Ann', 'Ben', 'Cleo'])) as [TestMember];
    const online = { now: true };
    const typing = createTyping({ ...typingParts(ann), isOnline: () => online.now });
    const tell = async (): Promise<number> => {
      typing.tell(ann.conversation);
      await settle();
      return queued.length;
    };
    expect(await tell()).toBe(1);
    expect(queued[0]!.aside).toMatchObject({ body: { kind: 'typing' }, expendable: true });
    expect(queued[0]!.aside.to.map(({ leafIndex }) => leafIndex)).toEqual([1, 2]);
    ann.clock.nowMs += handsetLimits.typingIntervalMs - 1;
    expect(await tell()).toBe(1);
    ann.clock.nowMs += 1;
    online.now = false;
    expect(await tell()).toBe(1);
    online.now = true;
    expect(await tell()).toBe(2);
  });

  test('is neither told nor heard when it is off, nor between people of whom one is blocked', async () => {
    const [ann, ben] = (await group(['Ann', 'Ben', 'Cleo'])) as [TestMember, TestMember];
    const heard = async (): Promise<number> => {
      await ann.change(async (draft) => receiveTyping(ann.engine, draft, ben.identity));
      return ann.events.filter(({ type }) => type === 'typing').length;
    };
    expect(await heard()).toBe(1);
    await ann.change(async ({ tx }) => {
      ann.engine.contacts.change(tx, ben.identity, (each) => ({ ...each, blocked: true }));
    });
    expect(await heard()).toBe(1);
    createTyping(typingParts(ann)).tell(ann.conversation);
    await settle();
    expect(queued.map(({ aside }) => aside.to.map(({ leafIndex }) => leafIndex))).toEqual([[2]]);
    await ann.engine.settings.change({ sendTyping: false });
    createTyping(typingParts(ann)).tell(ann.conversation);
    await settle();
    expect(queued).toHaveLength(1);
    expect(await heard()).toBe(1);
  });
});

function typingParts(of: TestMember): Parameters<typeof createTyping>[0] {
  const report = (error: unknown): void => {
    throw error;
  };
  return { engine: of.engine, troubles: { report }, isOnline: () => true };
}

function statuses(content: Uint8Array): readonly number[] {
  const found = statusReportOf(parseMimiContent(content).nestedPart) ?? [];
  expect(found.every(({ status }) => status <= messageStatuses.read)).toBe(true);
  return found.map(({ status }) => status);
}
