import type { ConversationId, Message, MessageId } from '@sotto/handset';
import { expect, test } from 'vitest';
import { cleanedSimulatedPicture, simulatedPicture } from '../../src/index.ts';
import { conversationOf, isDirect, pair } from '../device-fixture.ts';
import { agree, history, say } from '../group-fixture.ts';
import type { Person } from '../group-fixture.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function shown(
  { who, id }: Person,
  message: MessageId,
): Promise<Message['body'] | undefined> {
  return (await history({ who, id })).find((each) => each.id === message)?.body;
}

const open = (of: Person, message: MessageId) => of.who.handset().openOnce(of.id, message);

test('a text that is shown once is seen by opening it, once, and nowhere else', async () => {
  const { net, ofAda, ofBen } = await pair();
  const { id } = await ofAda.who.handset().send(ofAda.id, { text: 'secretword', viewOnce: true });
  const closed = { kind: 'once', state: 'closed', of: 'text', count: 1 };
  await net.until(async () => (await shown(ofBen, id)) !== undefined);
  expect(await shown(ofBen, id)).toEqual(closed);
  expect(await shown(ofAda, id)).toEqual(closed);
  await ofBen.who.handset().markRead(ofBen.id, id);
  await net.advance(120_000);
  const ben = ofBen.who.handset();
  expect((await ben.search('secretword')).messages).toEqual([]);
  const { id: answer } = await ben.send(ofBen.id, { text: 'what is it?', replyTo: id });
  expect((await ben.message(ofBen.id, answer)).replyTo?.excerpt).toBe('');
  await expect(ben.forward(ofBen.id, id, ofBen.id)).rejects.toMatchObject({
    code: 'MESSAGE_NOT_FORWARDABLE',
  });
  await expect(open(ofAda, id)).rejects.toMatchObject({ code: 'VIEW_ONCE_INVALID' });
  expect(await open(ofBen, id)).toEqual({ kind: 'text', text: 'secretword' });
  expect(await shown(ofBen, id)).toEqual({ ...closed, state: 'opened' });
  await expect(open(ofBen, id)).rejects.toMatchObject({ code: 'VIEW_ONCE_OPENED' });
  net.close();
});

test('pictures that are shown once are given when they are opened, and not kept', async () => {
  const { net, ofAda, ofBen } = await pair();
  const pictures = ['one', 'two'].map((name) => ({
    picture: simulatedPicture(bytes(name)),
    caption: `caption ${name}`,
  }));
  const sent = await net.wait(ofAda.who.handset().send(ofAda.id, { pictures, viewOnce: true }));
  await net.until(async () => (await shown(ofBen, sent.id)) !== undefined);
  const ben = ofBen.who.handset();
  await expect(ben.picture(ofBen.id, sent.id)).rejects.toMatchObject({ code: 'VIEW_ONCE_CLOSED' });
  const opened = await net.wait(open(ofBen, sent.id));
  expect(opened.kind).toBe('pictures');
  if (opened.kind !== 'pictures') return;
  expect(opened.pictures.map(({ caption }) => caption)).toEqual(['caption one', 'caption two']);
  expect(opened.pictures[0]?.bytes).toEqual(cleanedSimulatedPicture(bytes('one')));
  await expect(ben.picture(ofBen.id, sent.id)).rejects.toMatchObject({ code: 'PICTURE_ABSENT' });
  net.close();
});

test('of two devices of the receiver one opens it, also when both try at once, and the other erases it', async () => {
  const { net, ada, ofAda, ofBen } = await pair();
  const tablet = await net.addDevice(ada, 'Tablet');
  const ofTablet = await conversationOf(net, tablet, isDirect);
  await say(ofBen, 'hello');
  await agree(net, [ofAda, ofTablet], ['hello']);
  const { id } = await ofBen.who.handset().send(ofBen.id, { text: 'just once', viewOnce: true });
  for (const each of [ofAda, ofTablet])
    await net.until(async () => (await shown(each, id)) !== undefined);
  const tries = await net.wait(Promise.allSettled([open(ofAda, id), open(ofTablet, id)]));
  expect(tries.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  const refused = tries.find((each) => each.status === 'rejected');
  expect(refused?.reason).toMatchObject({ code: 'VIEW_ONCE_OPENED' });
  for (const each of [ofAda, ofTablet])
    await net.until(async () => {
      const body = await shown(each, id);
      return body?.kind === 'once' && body.state === 'opened';
    });
  net.close();
});

test('with several devices it is not opened while nobody can tell whether another one did', async () => {
  const { net, ada, ofAda, ofBen } = await pair();
  await net.addDevice(ada, 'Tablet');
  await net.advance(60_000);
  const { id } = await ofBen.who.handset().send(ofBen.id, { text: 'just once', viewOnce: true });
  await net.until(async () => (await shown(ofAda, id)) !== undefined);
  ada.setNetwork('down');
  await expect(net.wait(open(ofAda, id))).rejects.toMatchObject({ retryable: true });
  expect(await shown(ofAda, id)).toMatchObject({ kind: 'once', state: 'closed' });
  ada.setNetwork('up');
  ada.nudge();
  expect(await net.wait(open(ofAda, id))).toEqual({ kind: 'text', text: 'just once' });
  net.close();
});

test('what nobody opens is gone after a week, at both ends', async () => {
  const { net, ofAda, ofBen } = await pair();
  const { id } = await ofAda.who.handset().send(ofAda.id, { text: 'never seen', viewOnce: true });
  await net.until(async () => (await shown(ofBen, id)) !== undefined);
  await net.until(async () => (await history(ofAda)).some(({ state }) => state !== 'queued'));
  const all = async (): Promise<readonly (ConversationId | undefined)[]> => [
    (await shown(ofAda, id)) && ofAda.id,
    (await shown(ofBen, id)) && ofBen.id,
  ];
  expect(await all()).toEqual([ofAda.id, ofBen.id]);
  await net.advance(604_800_000 + 60_000);
  expect(await all()).toEqual([undefined, undefined]);
  net.close();
});
