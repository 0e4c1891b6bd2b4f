import { nodeCrypto } from '@sotto/crypto-node';
import type { ConversationId, HandsetEvent, Message } from '@sotto/handset';
import { expect, test } from 'vitest';
import { cleanedSimulatedPicture, createNetwork, simulatedPicture } from '../src/index.ts';
import type { Network, SimulatedHandset, SimulatedRelay } from '../src/index.ts';

const hourMs = 3_600_000;
const content = new Uint8Array(1_500_000).map((_, index) => index % 251);

interface Two {
  readonly net: Network;
  readonly one: SimulatedRelay;
  readonly two: SimulatedRelay;
  readonly ada: SimulatedHandset;
  readonly ben: SimulatedHandset;
  readonly ofAda: ConversationId;
  readonly ofBen: ConversationId;
}

async function meet(homes: 'both' | 'one'): Promise<Two> {
  const net = createNetwork({ seed: 1, crypto: nodeCrypto });
  const one = await net.addRelay('one');
  const two = await net.addRelay('two');
  const ada = await net.addHandset('Ada', homes === 'both' ? [one, two] : one);
  const ben = await net.addHandset('Ben', two);
  const [ofAda, ofBen] = await net.introduce(ada, ben);
  return { net, one, two, ada, ben, ofAda, ofBen };
}

async function pictureOf(who: SimulatedHandset, id: ConversationId): Promise<Message | undefined> {
  const { messages } = await who.handset().history(id);
  return messages.find(({ body }) => body.kind === 'picture');
}

test('a picture whose relay vanishes while it is uploaded goes to the next one, and is fetched there', async () => {
  const { net, one, two, ada, ben, ofAda, ofBen } = await meet('both');
  void (async () => {
    for await (const event of ada.handset().events())
      if (event.type === 'progress' && event.progress.doneBytes > 0) return one.vanish();
  })();
  await ada.handset().send(ofAda, { picture: simulatedPicture(content) });
  await net.until(async () => (await pictureOf(ben, ofBen)) !== undefined);
  expect([one.isGone(), two.isGone()]).toEqual([true, false]);
  const { id } = (await pictureOf(ben, ofBen)) as Message;
  const { bytes } = await net.wait(ben.handset().picture(ofBen, id));
  expect(bytes).toEqual(cleanedSimulatedPicture(content));
  net.close();
});

test('a picture is gone when every relay says so, and unreachable as long as one says nothing', async () => {
  const { net, one, ada, ben, ofAda, ofBen } = await meet('both');
  await ada.handset().send(ofAda, { picture: simulatedPicture(content) });
  await net.until(async () => (await pictureOf(ben, ofBen)) !== undefined);
  const { id } = (await pictureOf(ben, ofBen)) as Message;
  const fetch = (): Promise<unknown> => net.wait(ben.handset().picture(ofBen, id));
  await one.stop();
  await expect(fetch()).rejects.toMatchObject({ code: 'LINK_UNREACHABLE' });
  await one.start();
  const kept = [...one.blobs.blobs];
  one.blobs.blobs.clear();
  await expect(fetch()).rejects.toMatchObject({ code: 'PICTURE_GONE' });
  for (const [name, blob] of kept) one.blobs.blobs.set(name, blob);
  expect(await fetch()).toMatchObject({ bytes: cleanedSimulatedPicture(content) });
  net.close();
});

test('a picture for relays that its sender has left fails after a day, and tried again it goes to the present ones', async () => {
  const { net, one, two, ada, ben, ofAda, ofBen } = await meet('one');
  const erased: HandsetEvent[] = [];
  void (async () => {
    for await (const event of ada.handset().events())
      if (event.type === 'erased') erased.push(event);
  })();
  one.vanish();
  const draft = { picture: simulatedPicture(content), caption: 'a walk' };
  const sent = await ada.handset().send(ofAda, draft);
  await net.wait(ada.handset().moveTo([two.url]));
  await net.advance(23 * hourMs);
  expect((await pictureOf(ada, ofAda))?.state).toBe('uploading');
  await net.advance(2 * hourMs);
  expect(await pictureOf(ada, ofAda)).toMatchObject({ state: 'failed', failure: 'RELAY_TIMEOUT' });
  const again = await ada.handset().retry(ofAda, sent.id);
  expect(again).toMatchObject({ state: 'uploading', sentAtMs: sent.sentAtMs, body: sent.body });
  expect(again.id).not.toBe(sent.id);
  expect(erased).toMatchObject([{ conversation: ofAda, message: sent.id }]);
  await net.until(async () => (await pictureOf(ben, ofBen)) !== undefined);
  expect(await pictureOf(ben, ofBen)).toMatchObject({ id: again.id, body: { caption: 'a walk' } });
  const { bytes } = await net.wait(ben.handset().picture(ofBen, again.id));
  expect(bytes).toEqual(cleanedSimulatedPicture(content));
  const shown = await ada.handset().picture(ofAda, again.id);
  expect(shown.bytes).toEqual(cleanedSimulatedPicture(content));
  expect((await ada.handset().history(ofAda)).messages.filter(isPicture)).toHaveLength(1);
  net.close();
});

function isPicture({ body }: Message): boolean {
  return body.kind === 'picture';
}
