import { afterEach, describe, expect, test } from 'vitest';
import { eventually, person, shows, texts } from './handset-fixture.ts';
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

describe('between two people', () => {
  test('texts that were sent before the invite was answered keep their order', async () => {
    const relay = tinyRelay();
    const ada = await join({ relay });
    const ben = await join({ relay });
    const { link } = await ada.handset.createInvite();
    const { id } = await ben.handset.acceptInvite(link);
    const sent = Array.from({ length: 12 }, (_, index) => `${index}`);
    for (const text of sent) await ben.handset.send(id, { text });
    const ofA = await eventually(async () => (await ada.handset.conversations())[0]?.id);
    await shows(ada.handset, ofA, sent);
    expect(await texts(ben.handset, id)).toEqual(sent);
  });

  test('what is sent behind a Welcome waits until the relay has it', async () => {
    const relay = tinyRelay();
    const ada = await join({ relay });
    const ben = await join({ relay });
    const { link } = await ada.handset.createInvite();
    let refusals = 0;
    let isWelcomed = false;
    const early: number[] = [];
    relay.lies.instead = (frame) => {
      if (frame.kind !== 'post') return undefined;
      // The Welcome is the first post, and by far the longest.
      if (frame.body.length > 2_048 && refusals++ < 3)
        return { kind: 'posted', id: frame.id, outcomes: ['full'] };
      if (frame.body.length > 2_048) isWelcomed = true;
      else if (!isWelcomed) early.push(frame.body.length);
      return undefined;
    };
    const { id } = await ben.handset.acceptInvite(link);
    for (const text of ['1', '2', '3']) await ben.handset.send(id, { text });
    const ofA = await eventually(async () => (await ada.handset.conversations())[0]?.id);
    await shows(ada.handset, ofA, ['1', '2', '3']);
    expect(refusals).toBeGreaterThan(3);
    expect(early).toEqual([]);
    expect((await ada.handset.status()).dropped.undecryptable).toBe(0);
  });

  test('nothing waits any more once all is posted, also what no message shows', async () => {
    const relay = tinyRelay();
    const ada = await join({ relay });
    const ben = await join({ relay });
    const { link } = await ada.handset.createInvite();
    const { id } = await ben.handset.acceptInvite(link);
    await ben.handset.send(id, { text: 'hello' });
    await ben.handset.settled();
    const ofA = await eventually(async () => (await ada.handset.conversations())[0]?.id);
    await shows(ada.handset, ofA, ['hello']);
    await ada.handset.settled();
    expect([(await ada.handset.status()).queued, (await ben.handset.status()).queued]).toEqual([
      0, 0,
    ]);
  });
});
