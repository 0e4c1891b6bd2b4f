import type { HandsetEvent, Message, MessageId } from '@sotto/handset';
import { expect, test } from 'vitest';
import { cleanedSimulatedPicture, simulatedPicture } from '../../src/index.ts';
import { agree, circle, history, idOf, say } from '../group-fixture.ts';
import type { Circle, Person } from '../group-fixture.ts';

type Three = readonly [Person, Person, Person];

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function three(): Promise<Circle & { readonly all: Three }> {
  const made = await circle({ names: ['Ada', 'Ben', 'Cleo'] });
  return { ...made, all: made.people as unknown as Three };
}

async function message({ who, id }: Person, wanted: MessageId): Promise<Message | undefined> {
  return (await history({ who, id })).find((each) => each.id === wanted);
}

/** Waits until each of them shows the message as it is wanted. */
async function show(
  { net }: Pick<Circle, 'net'>,
  people: readonly Person[],
  wanted: MessageId,
  isSo: (shown: Message) => boolean,
): Promise<void> {
  await net.until(async () => {
    const all = await Promise.all(people.map((each) => message(each, wanted)));
    return all.every((shown) => shown !== undefined && isSo(shown));
  });
}

test('an answer shows whom it answers and what, and the words go with the message they are from', async () => {
  const made = await three();
  const [ada, ben, cleo] = made.all;
  const { id: question } = await say(ada, 'Who brings the cake?');
  await agree(made.net, made.people, ['Who brings the cake?']);
  const { id } = await ben.who.handset().send(ben.id, { text: 'I do', replyTo: question });
  await show(made, [cleo], id, ({ replyTo }) => replyTo?.excerpt === 'Who brings the cake?');
  const shown = await message(cleo, id);
  expect(shown?.replyTo).toMatchObject({ id: question, sender: idOf(ada), senderName: 'Ada' });
  await ada.who.handset().remove(ada.id, question, 'everyone');
  await show(made, [cleo], id, ({ replyTo }) => replyTo?.excerpt === '');
  made.net.close();
});

test('reactions of many are one line under a message, and each can be taken back', async () => {
  const made = await three();
  const [ada, ben, cleo] = made.all;
  const { id } = await say(ada, 'We won');
  await agree(made.net, made.people, ['We won']);
  await ben.who.handset().react(ben.id, id, '🎉');
  await cleo.who.handset().react(cleo.id, id, '🎉');
  await show(made, made.all, id, ({ reactions }) => reactions[0]?.by.length === 2);
  await cleo.who.handset().react(cleo.id, id, '');
  await show(made, made.all, id, ({ reactions: [first] }) => first?.by.join() === idOf(ben));
  await expect(ben.who.handset().react(ben.id, id, 'well done')).rejects.toMatchObject({
    code: 'REACTION_INVALID',
  });
  made.net.close();
});

test('an edited message shows its new text to all, and whoever wants to see the former ones can', async () => {
  const made = await three();
  const [ada, ben, cleo] = made.all;
  const { id } = await say(ada, 'At seven');
  await agree(made.net, made.people, ['At seven']);
  await made.net.advance(60_000);
  await ada.who.handset().edit(ada.id, id, 'At eight');
  await agree(made.net, made.people, ['At eight']);
  const texts = await cleo.who.handset().versions(cleo.id, id);
  expect(texts.map(({ text }) => text)).toEqual(['At seven', 'At eight']);
  await expect(ben.who.handset().edit(ben.id, id, 'At nine')).rejects.toMatchObject({
    code: 'MESSAGE_NOT_MINE',
  });
  await ada.who.handset().changeGroup(ada.id, { editWithinSeconds: 30 });
  await made.net.until(
    async () => (await ada.who.handset().conversation(ada.id)).group?.editWithinSeconds === 30,
  );
  await expect(ada.who.handset().edit(ada.id, id, 'At ten')).rejects.toMatchObject({
    code: 'MESSAGE_TOO_OLD',
  });
  made.net.close();
});

test('a message that is deleted for everyone leaves a line, also with those who were away', async () => {
  const made = await three();
  const [ada, , cleo] = made.all;
  cleo.who.setNetwork('down');
  const { id } = await say(ada, 'Oops');
  await ada.who.handset().remove(ada.id, id, 'everyone');
  await made.net.advance(60_000);
  cleo.who.setNetwork('up');
  const { id: next } = await say(ada, 'Hello');
  await agree(made.net, made.people, ['Hello']);
  await show(made, made.all, next, () => true);
  const hits = await cleo.who.handset().search('oops');
  expect(hits.messages).toEqual([]);
  made.net.close();
});

test('a message that is removed for oneself stays with the others', async () => {
  const made = await three();
  const [ada, ben] = made.all;
  const { id } = await say(ada, 'Hello');
  await agree(made.net, made.people, ['Hello']);
  await ben.who.handset().remove(ben.id, id, 'me');
  await made.net.advance(60_000);
  expect(await message(ben, id)).toBeUndefined();
  await agree(made.net, [ada], ['Hello']);
  made.net.close();
});

test('a mention is counted for the one who is named', async () => {
  const made = await three();
  const [ada, ben, cleo] = made.all;
  const mentions = [idOf(ben)];
  const { id } = await ada.who.handset().send(ada.id, { text: 'What do you say, Ben?', mentions });
  await show(made, [ben], id, ({ mentionsMe }) => mentionsMe);
  await show(made, [cleo], id, ({ mentionsMe }) => !mentionsMe);
  const counted = async ({ who, id: of }: Person): Promise<number> =>
    (await who.handset().conversation(of)).mentions;
  expect([await counted(ben), await counted(cleo)]).toEqual([1, 0]);
  await ben.who.handset().markRead(ben.id, id);
  expect(await counted(ben)).toBe(0);
  made.net.close();
});

test('a message that is sent on says so, and a picture of it is sealed anew', async () => {
  const made = await three();
  const [ada, ben, cleo] = made.all;
  const [ofAda, ofBen] = await made.net.introduce(ada.who, ben.who);
  const picture = simulatedPicture(bytes('the cake'));
  const { id } = await ada.who.handset().send(ofAda, { picture, caption: 'Look' });
  const pair = { who: ben.who, id: ofBen };
  await show(made, [pair], id, ({ body }) => body.kind === 'picture');
  const { id: on } = await made.net.wait(ben.who.handset().forward(ofBen, id, ben.id));
  await show(made, [cleo], on, ({ forwarded, body }) => forwarded && body.kind === 'picture');
  const fetched = await made.net.wait(cleo.who.handset().picture(cleo.id, on));
  expect(fetched.bytes).toEqual(cleanedSimulatedPicture(bytes('the cake')));
  expect((await message(cleo, on))?.sender).toBe(idOf(ben));
  made.net.close();
});

test('several pictures come as one message, in their order, and are fetched one by one', async () => {
  const made = await three();
  const [ada, ben] = made.all;
  const names = ['one', 'two', 'three'];
  const pictures = names.map((name) => ({
    picture: simulatedPicture(bytes(name)),
    caption: `Picture ${name}`,
  }));
  const { id } = await made.net.wait(ada.who.handset().send(ada.id, { pictures }));
  await show(made, [ben], id, ({ body }) => body.kind === 'pictures');
  const shown = await message(ben, id);
  const captions = shown?.body.kind === 'pictures' ? shown.body.pictures : [];
  expect(captions.map(({ caption }) => caption)).toEqual(names.map((name) => `Picture ${name}`));
  for (const [index, name] of names.entries()) {
    const { bytes: fetched } = await made.net.wait(
      ben.who.handset().picture(ben.id, id, { index }),
    );
    expect(fetched).toEqual(cleanedSimulatedPicture(bytes(name)));
  }
  made.net.close();
});

test('messages disappear from both sides after the time that the group set, each from when it was read or sent', async () => {
  const made = await three();
  const [ada, ben, cleo] = made.all;
  await say(ada, 'This stays');
  await agree(made.net, made.people, ['This stays']);
  await ada.who.handset().changeGroup(ada.id, { disappearAfterSeconds: 3_600 });
  const isSet = async ({ who, id }: Person): Promise<boolean> =>
    (await who.handset().conversation(id)).disappearAfterSeconds === 3_600;
  await made.net.until(async () => (await Promise.all(made.all.map(isSet))).every(Boolean));
  const erased: HandsetEvent[] = [];
  void (async () => {
    for await (const event of ben.who.handset().events())
      if (event.type === 'erased') erased.push(event);
  })();
  const { id } = await say(ada, 'This goes');
  await agree(made.net, made.people, ['This stays', 'This goes']);
  await ben.who.handset().markRead(ben.id, id);
  await made.net.advance(3_500_000);
  await agree(made.net, [ada, ben], ['This stays', 'This goes']);
  await made.net.advance(300_000);
  await agree(made.net, [ada, ben], ['This stays']);
  expect(erased).toEqual([{ type: 'erased', conversation: ben.id, message: id }]);
  // Cleo has not read it.
  await agree(made.net, [cleo], ['This stays', 'This goes']);
  made.net.close();
});

test('a text with a link is only a text: no handset asks anybody about it', async () => {
  const made = await three();
  const [ada] = made.all;
  const { fetch } = globalThis;
  let asked = 0;
  globalThis.fetch = async () => {
    asked += 1;
    throw new Error('Nothing may be fetched.');
  };
  try {
    await say(ada, 'See https://tracker.example/pixel.png');
    await agree(made.net, made.people, ['See https://tracker.example/pixel.png']);
    await made.net.advance(60_000);
  } finally {
    globalThis.fetch = fetch;
  }
  expect(asked).toBe(0);
  made.net.close();
});
