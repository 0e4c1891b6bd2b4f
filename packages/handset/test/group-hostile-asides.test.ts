import { isSottoError } from '@sotto/core';
import type { MailboxAddress } from '@sotto/core';
import type { AgainFrame, AsideBody, EnvelopeContent } from '@sotto/protocol';
import {
  encodeMimiContent,
  encodeSottoFrame,
  labels,
  leaveBytesToSign,
  makeStatusReport,
  makeText,
  messageStatuses,
  parseAside,
} from '@sotto/protocol';
import type { MessageId } from '@sotto/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GroupChange } from '../src/api.ts';
import { openContent, sealContentFor } from '../src/conversation/envelope.ts';
import { inspect } from '../src/inspect.ts';
import { handsetLimits } from '../src/limits.ts';
import { evilMember, lawless, wiretap } from './evil-member.ts';
import { circle, settled, texts } from './group-circle.ts';
import type { Circle } from './group-circle.ts';
import { eventually, meet, person } from './handset-fixture.ts';
import type { Person } from './handset-fixture.ts';
import { crypto } from './node-crypto.ts';
import { tinyRelay } from './tiny-relay.ts';

const salt = () => ({ salt: crypto.random(16) });
const dropped = async ({ handset }: Person) => (await handset.status()).dropped;
const clock = () => ({ physicalMs: Date.now(), counter: 0 });
const frameOf = (sequence: number, text: string) =>
  encodeSottoFrame({
    sequence,
    clock: clock(),
    content: encodeMimiContent(makeText(salt(), text)),
  });
const statusOf = (messageId: MessageId, status: number): AsideBody => ({
  kind: 'content',
  content: encodeMimiContent(makeStatusReport(salt(), [{ messageId, status }])),
});

/** Everything goes on: who is asked hears, everybody hears them, in one epoch. */
async function goesOn(made: Circle, text: string): Promise<void> {
  const { ada, ben } = made;
  for (const who of [ada, ben]) {
    await who.handset.send(made.of(who), { text: `${text} ${who.handset.suggestedName}` });
    expect((await who.handset.conversation(made.of(who))).state).toBe('active');
  }
  await eventually(async () => (await texts(made, ada)).includes(`${text} Ben`));
  await eventually(async () => (await texts(made, ben)).includes(`${text} Ada`));
}

describe('an aside', () => {
  let made: Circle;
  beforeAll(async () => {
    made = await circle();
  });
  afterAll(() => made.close());

  test('of somebody else, of another group or epoch, or signed with another key is forged', async () => {
    const { evil, ada, ben } = made;
    const { epoch } = evil.state().context;
    const typing = { kind: 'typing' } as const;
    const lies = [
      { sender: evil.leafOf(ada).device },
      { sender: evil.leafOf(ben).device },
      { sender: crypto.random(32) },
      { groupId: crypto.random(32) },
      { epoch: epoch - 1n },
      { epoch: epoch + 1n },
      { signWith: crypto.random(32) },
    ];
    const before = (await dropped(ben)).forged;
    for (const [index, lie] of lies.entries()) {
      await evil.say(ben, typing, lie);
      await eventually(async () => (await dropped(ben)).forged === before + index + 1);
    }
    await evil.say(ben, typing);
    await eventually(() => ben.seen.some(({ type }) => type === 'typing'));
    expect(ben.seen.filter(({ type }) => type === 'typing')).toHaveLength(1);
  });

  test('of another group or a former epoch is forged under several keys too, and a message is malformed there', async () => {
    const { evil, ben, relay } = made;
    const { epoch } = evil.state().context;
    const seal = async (content: EnvelopeContent): Promise<Uint8Array> =>
      sealContentFor(crypto, [crypto.random(32), await evil.key()], content);
    const say = async (head?: Parameters<typeof evil.aside>[1]): Promise<void> => {
      const aside = await evil.aside({ kind: 'typing' }, head);
      relay.put(evil.leafOf(ben).mailbox.address, await seal({ kind: 'aside', aside }));
    };
    const before = await dropped(ben);
    for (const [index, lie] of [{ groupId: crypto.random(32) }, { epoch: epoch - 1n }].entries()) {
      await say(lie);
      await eventually(async () => (await dropped(ben)).forged === before.forged + index + 1);
    }
    const message = await seal({ kind: 'mls', message: crypto.random(40) });
    relay.put(evil.leafOf(ben).mailbox.address, message);
    await eventually(async () => (await dropped(ben)).malformed === before.malformed + 1);
    const heard = () => ben.seen.filter(({ type }) => type === 'typing').length;
    const heardBefore = heard();
    // Under keys of epochs that the reader has and of some that it has not, of which the last one is its own.
    await say({ epoch: epoch + 1n });
    await eventually(() => heard() === heardBefore + 1);
  });

  test('cut, continued, or of other bytes is malformed', async () => {
    const { evil, ben } = made;
    const good = await evil.aside({ kind: 'typing' });
    const lies = [
      good.subarray(0, -1),
      good.subarray(0, 9),
      Uint8Array.of(...good, 0),
      crypto.random(1),
      crypto.random(200),
    ];
    const before = (await dropped(ben)).malformed;
    for (const [index, aside] of lies.entries()) {
      const body = await evil.sealed(Uint8Array.of(2, ...aside));
      made.relay.put(evil.leafOf(ben).mailbox.address, body);
      await eventually(async () => (await dropped(ben)).malformed === before + index + 1);
    }
  });

  test('that comes again, or says what is not so, changes no message', async () => {
    const { evil, ada, ben } = made;
    const { id } = await ben.handset.send(made.of(ben), { text: 'seen by Ada' });
    const messageId = Uint8Array.fromHex(id) as MessageId;
    await eventually(async () => (await texts(made, ada)).includes('seen by Ada'));
    const isDelivered = async () =>
      (await ben.handset.message(made.of(ben), id)).receipts?.delivered === 2;
    await eventually(isDelivered);
    const read = await evil.aside(statusOf(messageId, messageStatuses.read));
    for (let times = 0; times < 3; times++) await evil.post(ben, { kind: 'aside', aside: read });
    for (const status of [messageStatuses.delivered, 200])
      await evil.say(ben, statusOf(messageId, status));
    await evil.say(ben, statusOf(messageId.with(31, 1 ^ messageId[31]!) as MessageId, 2));
    const before = (await dropped(ben)).malformed;
    const text = encodeMimiContent(makeText(salt(), 'a text beside all numbers'));
    await evil.say(ben, { kind: 'content', content: text });
    await eventually(async () => (await dropped(ben)).malformed === before + 1);
    const { receipts, state } = await ben.handset.message(made.of(ben), id);
    // Eve may say that she read it, once; for Ada she says nothing.
    expect({ receipts, state }).toEqual({
      receipts: { delivered: 2, read: 1, of: 2 },
      state: 'delivered',
    });
    expect(await texts(made, ben)).not.toContain('a text beside all numbers');
  });

  test('with frames that nobody asked for, or of other numbers than it says, shows nothing', async () => {
    const { evil, ben, eve } = made;
    const requester = evil.leafOf(ben).device;
    const again = (frames: readonly AgainFrame[], to = requester): AsideBody => ({
      kind: 'again',
      requester: to,
      frames,
    });
    const { epoch } = evil.state().context;
    await evil.say(ben, again([{ sequence: 0, epoch, frame: frameOf(0, 'unasked') }]));
    await evil.say(ben, again([{ sequence: 90, epoch, frame: frameOf(90, 'of later') }]));
    // By its next number Eve makes Ben miss one, which he asks for.
    await eve.handset.settled();
    const next = await nextOf(made);
    await evil.say(ben, { kind: 'typing' }, { next: next + 1 });
    await eventually(async () => (await inspect(ben.handset, made.of(ben))).missing === 1);
    const before = (await dropped(ben)).malformed;
    const wrong = [
      again([{ sequence: next, epoch, frame: frameOf(next + 1, 'of another number') }]),
      again([{ sequence: next, epoch, frame: crypto.random(50) }]),
    ];
    for (const body of wrong) await evil.say(ben, body);
    await eventually(async () => (await dropped(ben)).malformed === before + 2);
    const other = evil.leafOf(made.ada).device;
    await evil.say(ben, again([{ sequence: next, epoch, frame: frameOf(next, 'stolen') }], other));
    expect((await inspect(ben.handset, made.of(ben))).missing).toBe(1);
    await evil.say(ben, again([{ sequence: next, epoch, frame: null }]));
    await eventually(async () => (await inspect(ben.handset, made.of(ben))).missing === 0);
    const shown = await texts(made, ben);
    for (const lie of ['unasked', 'of later', 'of another number', 'stolen'])
      expect(shown).not.toContain(lie);
  });

  test('that asks for frames gets one’s own alone', async () => {
    const { evil, ada, ben } = made;
    const ranges = [[0, 200]] as const;
    const answers = await asked(made, ben, { device: evil.leafOf(ada).device, ranges });
    expect(answers).toEqual([]);
  });

  test('with lies about epochs and forgotten frames leaves everybody where they are', async () => {
    const { evil, ada, ben } = made;
    const epoch = await settled(made, [ada, ben]);
    const { authenticator } = await inspect(ben.handset, made.of(ben));
    const now = { epoch: BigInt(epoch), authenticator: Uint8Array.fromHex(authenticator) };
    const later = { epoch: BigInt(epoch + 1), authenticator: crypto.random(32) };
    const far = { epoch: BigInt(epoch + 1_000), authenticator: crypto.random(32) };
    const smaller = { ...now, authenticator: new Uint8Array(32) };
    const { mailbox } = evil.leafOf(made.eve);
    const larger = { ...now, authenticator: new Uint8Array(32).fill(0xff) };
    for (const recent of [[now, later], [far], [smaller], [larger], [smaller, later]])
      for (const who of [ada, ben])
        await evil.say(who, { kind: 'epochs', recent, help: null, mailbox });
    for (const next of [0, 1, 70, 200, 1_000_000])
      for (const who of [ada, ben]) await evil.say(who, { kind: 'seen', next });
    // What is said of later epochs is believed after a while.
    for (const who of [ada, ben]) who.clock.offsetMs += 60_000;
    for (const who of [ada, ben]) who.handset.nudge();
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    await goesOn(made, 'after lies');
    expect(await settled(made, [ada, ben])).toBe(epoch);
    for (const { handset } of [ada, ben])
      expect((await handset.status()).healing).toMatchObject({ rejoined: 0, forksHealed: 0 });
  });
});

test.each([true, false])(
  'an aside that one is out counts from an admin alone, and not when it was said before one came in again (Eve is one: %s)',
  async (eveIsAdmin) => {
    const made = await circle({ eveIsAdmin });
    const { evil, ada, ben } = made;
    const epoch = await settled(made, [ada, ben]);
    const { authenticator } = await inspect(ben.handset, made.of(ben));
    const now = { epoch: BigInt(epoch), authenticator: Uint8Array.fromHex(authenticator) };
    const later = { epoch: BigInt(epoch + 1), authenticator: crypto.random(32) };
    const stateOf = async () => (await ben.handset.conversation(made.of(ben))).state;
    await evil.say(ben, { kind: 'out', recent: [now] });
    await goesOn(made, 'said before');
    await evil.say(ben, { kind: 'out', recent: [now, later] });
    if (eveIsAdmin) await eventually(async () => (await stateOf()) === 'removed');
    else await goesOn(made, 'said by a member');
    await made.close();
  },
);

test('nobody is put out of a conversation of two by the other one', async () => {
  const relay = tinyRelay();
  const tap = wiretap();
  const ada = await person({ relay, name: 'Ada' });
  const eve = await person({ relay, name: 'Eve', over: tap.over });
  const { ofA: ofEve, ofB: ofAda } = await meet(eve, ada);
  const hears = (text: string) =>
    eventually(async () =>
      (await ada.handset.history(ofAda)).messages.some(
        ({ body }) => body.kind === 'text' && body.text === text,
      ),
    );
  await eve.handset.send(ofEve, { text: 'hello' });
  await hears('hello');
  await inspect(eve.handset, ofEve);
  const evil = evilMember(relay, tap, tap.state().context.groupId.toHex());
  const { epoch } = evil.state().context;
  const recent = [{ epoch: epoch + 5n, authenticator: crypto.random(32) }];
  await evil.say(ada, { kind: 'out', recent });
  await eve.handset.send(ofEve, { text: 'and on' });
  await hears('and on');
  expect((await inspect(ada.handset, ofAda)).puzzles).toBe(0);
  expect((await ada.handset.conversation(ofAda)).state).toBe('active');
  for (const { vault } of [ada, eve]) await vault.close();
});

/** Eve's next number, as her handset says it in what it sends beside. */
async function nextOf({ evil, ben, eve, of, relay }: Circle): Promise<number> {
  const { id } = await ben.handset.send(of(ben), { text: 'what is your number?' });
  await eventually(async () =>
    (await eve.handset.history(of(eve))).messages.some((message) => message.id === id),
  );
  return eventually(async () => {
    const said = await Promise.all(relay.posts.map(({ body }) => asideIn(evil, body)));
    const own = evil.leafOf(eve).device.toHex();
    // The test's own say 0.
    return said.findLast((aside) => aside?.sender.toHex() === own && aside.next > 0)?.next;
  });
}

async function asideIn(evil: Circle['evil'], body: string) {
  const envelopeKey = await lawless.exportSecret(
    evil.state(),
    labels.mlsEnvelopeKey,
    new Uint8Array(0),
    32,
  );
  const opened = await openContent(crypto, [{ envelopeKey }], Uint8Array.fromHex(body));
  if (opened === undefined || opened.content === 'malformed') return undefined;
  if (opened.content.kind !== 'aside') return undefined;
  try {
    return parseAside(opened.content.aside);
  } catch (error) {
    // The test itself posts some that have no form.
    if (isSottoError(error)) return undefined;
    throw error;
  }
}

/** What somebody answers to Eve when she asks them for frames. */
async function asked(
  made: Circle,
  whom: Person,
  want: { readonly device: Uint8Array; readonly ranges: readonly (readonly [number, number])[] },
): Promise<readonly AgainFrame[]> {
  const { evil, relay } = made;
  const since = relay.posts.length;
  await evil.say(whom, { kind: 'want', ...want });
  await eventually(() => relay.unacked() === 0);
  await whom.handset.settled();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const said = await Promise.all(relay.posts.slice(since).map(({ body }) => asideIn(evil, body)));
  return said.flatMap((aside) => (aside?.body.kind === 'again' ? aside.body.frames : []));
}

test('of who is out counts for frames that are missing, and for nothing else', async () => {
  const made = await circle();
  const { evil, ada, ben, eve } = made;
  const requester = evil.leafOf(ben).device;
  const { epoch } = evil.state().context;
  const again = (sequence: number, text: string): AsideBody => ({
    kind: 'again',
    requester,
    frames: [{ sequence, epoch, frame: frameOf(sequence, text) }],
  });
  await eve.handset.settled();
  const next = await nextOf(made);
  await evil.say(ben, { kind: 'typing' }, { next: next + 1 });
  const missing = async () => (await inspect(ben.handset, made.of(ben))).missing;
  await eventually(async () => (await missing()) === 1);
  await ada.handset.changeGroup(made.of(ada), { remove: [eve.handset.identity] });
  await settled(made, [ada, ben]);
  expect((await inspect(ben.handset, made.of(ben))).roster).toHaveLength(2);
  const { forged } = await dropped(ben);
  // A larger number of hers makes nothing more of hers missing.
  await evil.say(ben, again(next + 1, 'said afterwards'), { next: next + 10 });
  // That she is out is known: nothing is made of it, and it is no forgery.
  await evil.say(ben, { kind: 'left', next: next + 10, signature: crypto.random(64) });
  await evil.say(ben, { kind: 'typing' }, { next: next + 10 });
  await evil.say(ben, { kind: 'want', device: requester, ranges: [[0, 100]] });
  await eventually(async () => (await dropped(ben)).forged === forged + 2);
  expect(await missing()).toBe(1);
  await evil.say(ben, again(next, 'was missing'));
  await eventually(async () => (await texts(made, ben)).includes('was missing'));
  await evil.say(ben, again(next, 'twice'));
  await goesOn(made, 'without Eve');
  expect(await missing()).toBe(0);
  for (const lie of ['said afterwards', 'twice']) expect(await texts(made, ben)).not.toContain(lie);
  await made.close();
});

test('of a member that somebody left counts with their own word alone', async () => {
  const made = await circle();
  const { evil, ada, ben } = made;
  const { groupId } = evil.state().context;
  const sign = async (address: MailboxAddress) =>
    crypto.signatures.Ed25519.sign(
      evil.state().signaturePrivateKey,
      leaveBytesToSign({ groupId, address, next: 7 }),
    );
  // Hers, of another mailbox; by her key, of Ben's; and none.
  const words = [
    await sign(crypto.random(32) as MailboxAddress),
    await sign(evil.leafOf(ben).mailbox.address),
    crypto.random(64),
  ];
  for (const signature of words) await evil.say(ada, { kind: 'left', next: 7, signature });
  await goesOn(made, 'all of us');
  expect((await inspect(ada.handset, made.of(ada))).roster).toHaveLength(3);
  const own = await sign(evil.leafOf(made.eve).mailbox.address);
  await evil.say(ada, { kind: 'left', next: 7, signature: own });
  await eventually(async () => (await inspect(ada.handset, made.of(ada))).roster.length === 2);
  await made.close();
});

test('a newcomer gets nothing again that was said before they came', async () => {
  const made = await circle();
  const { evil, ada, ben, eve } = made;
  await ada.handset.send(made.of(ada), { text: 'while Eve is in' });
  await eventually(async () => (await texts(made, ben)).includes('while Eve is in'));
  const remove = [eve.handset.identity];
  await ada.handset.changeGroup(made.of(ada), { remove });
  await settled(made, [ada, ben]);
  await ada.handset.send(made.of(ada), { text: 'while she is out' });
  await eventually(async () => (await texts(made, ben)).includes('while she is out'));
  await ada.handset.changeGroup(made.of(ada), { add: remove });
  await eventually(async () => (await eve.handset.conversation(made.of(eve))).state === 'active');
  await settled(made, made.all);
  await ada.handset.send(made.of(ada), { text: 'and in again' });
  await eventually(async () => (await texts(made, eve)).includes('and in again'));
  const { device } = evil.leafOf(ada);
  const frames = await asked(made, ada, { device, ranges: [[0, 1_000]] });
  const shown = frames.map(({ frame }) => (frame === null ? '' : Buffer.from(frame).toString()));
  expect(shown.length).toBeGreaterThan(2);
  expect(shown.some((text) => text.includes('and in again'))).toBe(true);
  expect(shown.some((text) => text.includes('while she is out'))).toBe(false);
  expect(shown.some((text) => text.includes('while Eve is in'))).toBe(false);
  expect(await texts(made, eve)).not.toContain('while she is out');
  await made.close();
});

test('who comes in again gives nothing again of before to those who came meanwhile', async () => {
  const made = await circle();
  const { evil, ada, ben, eve } = made;
  const change = (group: GroupChange): Promise<unknown> =>
    ada.handset.changeGroup(made.of(ada), group);
  const isIn = async ({ handset }: Person, who: Person): Promise<boolean> =>
    (await handset.conversation(made.of(who))).state === 'active';
  await change({ remove: [eve.handset.identity] });
  await settled(made, [ada, ben]);
  await ben.handset.send(made.of(ben), { text: 'while Eve is out' });
  await eventually(async () => (await texts(made, ada)).includes('while Eve is out'));
  await change({ remove: [ben.handset.identity] });
  await eventually(async () => !(await isIn(ben, ben)));
  await change({ add: [eve.handset.identity] });
  await eventually(() => isIn(eve, eve));
  await change({ add: [ben.handset.identity] });
  await eventually(() => isIn(ben, ben));
  await settled(made, made.all);
  await ben.handset.send(made.of(ben), { text: 'in again' });
  await eventually(async () => (await texts(made, eve)).includes('in again'));
  const { device } = evil.leafOf(ben);
  const leapt = handsetLimits.sequenceLeap;
  const ranges = [
    [0, 100],
    [leapt, leapt + 200],
  ] as const;
  const frames = await asked(made, ben, { device, ranges });
  const shown = frames.map(({ frame }) => (frame === null ? '' : Buffer.from(frame).toString()));
  expect(shown.some((text) => text.includes('in again'))).toBe(true);
  expect(shown.some((text) => text.includes('while Eve is out'))).toBe(false);
  await made.close();
});

test('hints that a commit ended an epoch which one’s own commit ended are answered once, however many come', async () => {
  const made = await circle();
  const { evil, ada, relay, of, all } = made;
  const key = await evil.key();
  await ada.handset.changeGroup(of(ada), { name: 'Renamed' });
  await settled(made, all);
  const hint = (): Promise<Uint8Array> => sealContentFor(crypto, [key], { kind: 'hint' });
  const hints = 20;
  const before = relay.posts.length + hints;
  for (let time = 0; time < hints; time++)
    relay.put(evil.leafOf(ada).mailbox.address, await hint());
  await eventually(() => relay.posts.length > before);
  await settled(made, all);
  // A report to each of the two others, and nothing back: they are where she is.
  expect(relay.posts.length - before).toBeLessThanOrEqual(2);
  await goesOn(made, 'after hints');
  await made.close();
});
