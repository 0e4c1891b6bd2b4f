import type { Conversation, HandsetEvent, Message } from '@sotto/handset';
import { expect, test } from 'vitest';
import { agree, circle, history, idOf, say } from '../group-fixture.ts';
import type { Circle, Person } from '../group-fixture.ts';

type Three = readonly [Person, Person, Person];

async function three(): Promise<Circle & { readonly all: Three }> {
  const made = await circle({ names: ['Ada', 'Ben', 'Cleo'] });
  return { ...made, all: made.people as unknown as Three };
}

function conversationOf({ who, id }: Person): Promise<Conversation> {
  return who.handset().conversation(id);
}

function listen({ who }: Person): HandsetEvent[] {
  const heard: HandsetEvent[] = [];
  void (async () => {
    for await (const event of who.handset().events()) heard.push(event);
  })();
  return heard;
}

test('a draft waits in its conversation over a restart, and muting tells nobody', async () => {
  const made = await three();
  const [ada, ben] = made.all;
  await ada.who.handset().arrange(ada.id, { draft: 'Dear all, ', muted: true });
  await made.net.wait(ada.who.stop());
  await made.net.wait(ada.who.start());
  expect(await conversationOf(ada)).toMatchObject({ draft: 'Dear all, ', muted: true });
  expect(await conversationOf(ben)).toMatchObject({ draft: '', muted: false });
  await ada.who.handset().arrange(ada.id, { muted: false });
  expect(await conversationOf(ada)).toMatchObject({ draft: 'Dear all, ', muted: false });
  made.net.close();
});

test('a pinned message is pinned for all, until somebody unpins it', async () => {
  const made = await three();
  const [ada, ben] = made.all;
  const { id } = await say(ada, 'The address');
  await agree(made.net, made.people, ['The address']);
  const pins = async (): Promise<readonly string[]> =>
    Promise.all(made.all.map(async (each) => (await conversationOf(each)).pinned.join()));
  await ben.who.handset().changeGroup(ben.id, { pin: { message: id, pinned: true } });
  await made.net.until(async () => (await pins()).every((each) => each === id));
  expect((await history(ada)).find((each) => each.id === id)?.pinned).toBe(true);
  await ada.who.handset().changeGroup(ada.id, { pin: { message: id, pinned: false } });
  await made.net.until(async () => (await pins()).every((each) => each === ''));
  made.net.close();
});

test('of somebody who is blocked nothing is shown, and they are told nothing', async () => {
  const made = await three();
  const [ada, ben, cleo] = made.all;
  await ben.who.handset().setBlocked(idOf(ada), true);
  const { id } = await say(ada, 'Ben?');
  await agree(made.net, [cleo], ['Ben?']);
  await made.net.advance(60_000);
  await agree(made.net, [ben], []);
  expect((await conversationOf(ben)).unread).toBe(0);
  const sent = (await history(ada)).find((each) => each.id === id) as Message;
  expect(sent.receipts).toEqual({ delivered: 1, read: 0, of: 2 });
  await ben.who.handset().setBlocked(idOf(ada), false);
  await say(ada, 'And now?');
  await agree(made.net, [ben], ['And now?']);
  made.net.close();
});

test('what was not read is counted, up to the message that was', async () => {
  const made = await three();
  const [ada, ben] = made.all;
  for (const text of ['one', 'two', 'three']) {
    await say(ada, text);
    await made.net.advance(1_000);
  }
  await agree(made.net, made.people, ['one', 'two', 'three']);
  expect((await conversationOf(ben)).unread).toBe(3);
  const two = (await history(ben)).find(({ body }) => body.kind === 'text' && body.text === 'two');
  await ben.who.handset().markRead(ben.id, two!.id);
  expect((await conversationOf(ben)).unread).toBe(1);
  expect((await conversationOf(ada)).unread).toBe(0);
  made.net.close();
});

test('notes to oneself are kept like a conversation, with nobody else in it', async () => {
  const made = await three();
  const [ada] = made.all;
  const notes = await made.net.wait(ada.who.handset().notes());
  expect(notes).toMatchObject({ kind: 'notes', name: '' });
  expect((await ada.who.handset().notes()).id).toBe(notes.id);
  const own = { who: ada.who, id: notes.id };
  await say(own, 'Milk');
  await agree(made.net, [own], ['Milk']);
  await made.net.until(async () =>
    (await history(own)).some(({ body, state }) => body.kind === 'text' && state === 'relayed'),
  );
  const [found] = (await ada.who.handset().search('milk')).messages;
  expect(found?.conversation).toBe(notes.id);
  made.net.close();
});

test('a message says how many have it and how many read it, unless they do not wish it', async () => {
  const made = await three();
  const [ada, ben, cleo] = made.all;
  await cleo.who.handset().changeSettings({ sendReadReceipts: false });
  const { id } = await say(ada, 'Hello');
  const receipts = async (): Promise<Message['receipts']> =>
    (await history(ada)).find((each) => each.id === id)?.receipts;
  await made.net.until(async () => (await receipts())?.delivered === 2);
  for (const { who, id: of } of [ben, cleo]) await who.handset().markRead(of, id);
  await made.net.until(async () => (await receipts())?.read === 1);
  await made.net.advance(60_000);
  expect(await receipts()).toEqual({ delivered: 2, read: 1, of: 2 });
  expect((await history(ada)).find((each) => each.id === id)?.state).toBe('delivered');
  made.net.close();
});

test('others see that somebody types, unless either of them turned that off', async () => {
  const made = await three();
  const [ada, ben, cleo] = made.all;
  await cleo.who.handset().changeSettings({ sendTyping: false });
  const [ofBen, ofCleo] = [listen(ben), listen(cleo)];
  const typing = (heard: readonly HandsetEvent[]): readonly HandsetEvent[] =>
    heard.filter(({ type }) => type === 'typing');
  ada.who.handset().typing(ada.id);
  await made.net.until(() => typing(ofBen).length > 0);
  await made.net.advance(2_000);
  ada.who.handset().typing(ada.id);
  await made.net.advance(10_000);
  expect(typing(ofBen)).toEqual([{ type: 'typing', conversation: ben.id, who: idOf(ada) }]);
  expect(typing(ofCleo)).toEqual([]);
  made.net.close();
});
