import { afterEach, describe, expect, test } from 'vitest';
import { eventually, meet, person, shows, states, texts } from './handset-fixture.ts';
import type { Person, PersonOptions } from './handset-fixture.ts';
import { tinyRelay } from './tiny-relay.ts';

const open: Person[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ vault }) => vault.close()));
});
async function join(options: PersonOptions): Promise<Person> {
  const made = await person(options);
  open.push(made);
  return made;
}

describe('two handsets', () => {
  test('meet by an invite and exchange texts both ways, in one order', async () => {
    const relay = tinyRelay();
    const ada = await join({ relay, name: 'Ada' });
    const ben = await join({ relay, name: 'Ben' });
    const { ofA, ofB } = await meet(ada, ben);
    await ada.handset.send(ofA, { text: 'one' });
    await shows(ben.handset, ofB, ['one']);
    await ben.handset.send(ofB, { text: 'two' });
    await shows(ada.handset, ofA, ['one', 'two']);
    await ada.handset.send(ofA, { text: 'three' });
    await shows(ben.handset, ofB, ['one', 'two', 'three']);
    expect(await texts(ada.handset, ofA)).toEqual(['one', 'two', 'three']);
    const [a] = await ada.handset.conversations();
    const [b] = await ben.handset.conversations();
    expect(a?.contact).toMatchObject({
      name: 'Ben',
      verified: 'none',
      identity: ben.handset.identity,
    });
    expect(b?.contact).toMatchObject({
      name: 'Ada',
      verified: 'invite',
      identity: ada.handset.identity,
    });
    expect(b?.unread).toBe(2);
  });

  test('a message is queued, relayed, delivered, read', async () => {
    const relay = tinyRelay();
    const ada = await join({ relay, name: 'Ada' });
    const ben = await join({ relay, name: 'Ben' });
    const { ofA, ofB } = await meet(ada, ben);
    const sent = await ada.handset.send(ofA, { text: 'hello' });
    expect(sent.state).toBe('queued');
    await eventually(async () => (await states(ada.handset, ofA))[0] === 'delivered');
    const { messages } = await ben.handset.history(ofB);
    await ben.handset.markRead(ofB, messages[0]!.id);
    await eventually(async () => (await states(ada.handset, ofA))[0] === 'read');
    expect((await ben.handset.conversation(ofB)).unread).toBe(0);
  });

  test('everything is there after locking and unlocking', async () => {
    const relay = tinyRelay();
    const ada = await join({ relay, name: 'Ada' });
    const ben = await join({ relay, name: 'Ben' });
    const { ofA, ofB } = await meet(ada, ben);
    await ada.handset.send(ofA, { text: 'before' });
    await shows(ben.handset, ofB, ['before']);
    await ben.vault.close();
    await ada.handset.send(ofA, { text: 'while away' });
    const again = await join({ relay, store: ben.store });
    await shows(again.handset, ofB, ['before', 'while away']);
    await again.handset.send(ofB, { text: 'back' });
    await shows(ada.handset, ofA, ['before', 'while away', 'back']);
  });

  test('what is sent offline arrives later, in order', async () => {
    const relay = tinyRelay();
    const ada = await join({ relay, name: 'Ada' });
    const ben = await join({ relay, name: 'Ben' });
    const { ofA, ofB } = await meet(ada, ben);
    ada.weather.down = true;
    relay.cutAll();
    for (let index = 0; index < 50; index++) await ada.handset.send(ofA, { text: `${index}` });
    expect((await ada.handset.status()).queued).toBe(50);
    ada.weather.down = false;
    ada.handset.nudge();
    await ada.handset.settled();
    await shows(
      ben.handset,
      ofB,
      Array.from({ length: 50 }, (_, index) => `${index}`),
    );
  });
});
