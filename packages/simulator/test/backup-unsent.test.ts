import type { Message } from '@sotto/handset';
import { expect, test } from 'vitest';
import type { Network, SimulatedHandset } from '../src/index.ts';
import { simulatedPicture } from '../src/index.ts';
import { backupOf, opened } from './backup-fixture.ts';
import { conversationOf, isDirect, pair } from './device-fixture.ts';
import { agree, history, say, texts } from './group-fixture.ts';
import type { Person } from './group-fixture.ts';

interface Unsent {
  readonly net: Network;
  readonly ofBen: Person;
  readonly ofPhone: Person;
}

/** Ada answered and sent a picture while she had no network, made a backup, and lost the device before it had one again. */
async function unsent(): Promise<Unsent> {
  const { net, ada, ofAda, ofBen } = await pair();
  const asked = await say(ofBen, 'when?');
  await agree(net, [ofAda, ofBen], ['when?']);
  ada.setNetwork('down');
  const handset = ada.handset();
  const [{ id: replyTo }] = (await history(ofAda)).filter(({ body }) => body.kind === 'text') as [
    Message,
  ];
  expect(replyTo).toBe(asked.id);
  await handset.send(ofAda.id, { text: 'at noon', replyTo });
  const picture = simulatedPicture(new Uint8Array(5_000).fill(7));
  await net.wait(handset.send(ofAda.id, { pictures: [{ picture, caption: 'the place' }] }));
  const file = await net.wait(backupOf(ada));
  ada.crash();
  const phone: SimulatedHandset = net.restoreDevice(ada, 'New phone', () => ({
    from: file.read(),
    open: opened,
  }));
  await net.wait(phone.start());
  return { net, ofBen, ofPhone: await conversationOf(net, phone, isDirect) };
}

const failed = async (person: Person): Promise<readonly Message[]> =>
  (await history(person)).filter(({ state }) => state === 'failed');

test('what was not sent when a backup was made is there as failed, and one call sends it', async () => {
  const { net, ofBen, ofPhone } = await unsent();
  const left = await failed(ofPhone);
  expect(left.map(({ failure, body }) => [failure, body.kind])).toEqual([
    ['BACKUP_UNSENT', 'text'],
    ['BACKUP_UNSENT', 'picture'],
  ]);
  const { who, id } = ofPhone;
  for (const message of left) await net.wait(who.handset().retry(id, message.id));
  expect(await failed(ofPhone)).toEqual([]);
  await agree(net, [ofPhone, ofBen], ['when?', 'at noon']);
  await net.until(async () =>
    (await history(ofBen)).some(
      ({ body }) => body.kind === 'picture' && body.caption === 'the place',
    ),
  );
  const answer = (await history(ofBen)).find(
    ({ body }) => body.kind === 'text' && body.text === 'at noon',
  );
  expect(answer?.replyTo).toMatchObject({ excerpt: 'when?' });
  const shown = await history(ofPhone);
  expect(shown.filter(({ body }) => body.kind === 'picture')).toHaveLength(1);
  await net.until(async () => (await history(ofPhone)).every(({ state }) => state !== 'queued'));
  net.close();
});

test('of two tries at once one is sent, and one that was cut off at any write is sent once', async () => {
  const { net, ofBen, ofPhone } = await unsent();
  const { who, id } = ofPhone;
  const [text] = (await failed(ofPhone)) as [Message];
  const tries = await net.wait(
    Promise.allSettled([1, 2].map(() => who.handset().retry(id, text.id))),
  );
  expect(tries.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  await agree(net, [ofPhone, ofBen], ['when?', 'at noon']);

  for (const when of ['before', 'after'] as const) {
    const [picture] = (await failed(ofPhone)) as [Message | undefined];
    if (picture === undefined) break;
    who.crashAtWrite(when, 0);
    await net.wait(Promise.allSettled([who.handset().retry(id, picture.id)]));
    who.crashAtWrite('never');
    if (!who.isUp()) await net.wait(who.start());
  }
  await net.until(async () => (await history(ofBen)).some(({ body }) => body.kind === 'picture'));
  await net.advance(60_000);
  const pictures = (await history(ofBen)).filter(({ body }) => body.kind === 'picture');
  expect(pictures).toHaveLength(1);
  expect(await failed(ofPhone)).toEqual([]);
  expect(await texts(ofBen)).toEqual(['when?', 'at noon']);
  net.close();
});
