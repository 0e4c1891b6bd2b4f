import type { Mls } from '@sotto/mls';
import { describe, expect, test } from 'vitest';
import type { ConversationId } from '../src/api.ts';
import { meet, person, shows, textOf } from './handset-fixture.ts';
import { keyWatch } from './key-watch.ts';
import { Mortal, twoBodies, untilOf } from './mortal.ts';
import { tinyRelay } from './tiny-relay.ts';

const pictureFile = new TextEncoder().encode(`PIC${'pixel '.repeat(20_000)}`);

/** Everything two handsets do, each step such that it can be done again by a person who does not know whether it was done. */
async function story(dies: 'Ada' | 'Ben' | undefined, dieAt: Mortal['dieAt']) {
  const relay = tinyRelay();
  const watch = keyWatch();
  const ada = new Mortal('Ada', relay, watch, dies === 'Ada' ? dieAt : undefined);
  const ben = new Mortal('Ben', relay, watch, dies === 'Ben' ? dieAt : undefined);
  // Creation has its own test: here the store of each holds a handset from the start.
  for (const mortal of [ada, ben]) {
    mortal.person = await person({ relay, name: mortal.name, over: watch.over });
    await mortal.restart();
  }

  const until = untilOf([ada, ben]);
  const conversation = async ({
    person: { handset },
  }: Mortal): Promise<ConversationId | undefined> => (await handset.conversations())[0]?.id;
  const history = async (mortal: Mortal) => {
    const id = await conversation(mortal);
    return id === undefined
      ? []
      : (await mortal.person.handset.history(id, { limit: 200 })).messages;
  };
  const say = async (mortal: Mortal, text: string): Promise<void> => {
    await until(async () => {
      if ((await history(mortal)).some((message) => textOf(message) === text)) return true;
      const id = await conversation(mortal);
      return id !== undefined && (await mortal.person.handset.send(id, { text })) !== undefined;
    });
  };
  const hears = (mortal: Mortal, text: string) =>
    until(async () => (await history(mortal)).some((message) => textOf(message) === text));

  // Somebody who does not know whether an invite was made makes another; whoever is invited uses the newest.
  await until(async () => {
    if ((await conversation(ben)) !== undefined) return true;
    const link = (await ada.person.handset.createInvite()).link;
    return until(async () => (await ben.person.handset.acceptInvite(link)) !== undefined);
  });
  await say(ben, 'ben 1');
  await say(ben, 'ben 2');
  await hears(ada, 'ben 2');
  await say(ada, 'ada 1');
  await until(async () => {
    if ((await history(ada)).some(({ body }) => body.kind === 'picture')) return true;
    const id = await conversation(ada);
    return (
      id !== undefined &&
      (await ada.person.handset.send(id, { picture: pictureFile, caption: 'here' })) !== undefined
    );
  });
  await say(ada, 'ada 2');
  await hears(ben, 'ada 2');
  const picture = await until(async () => {
    const id = await conversation(ben);
    const message = (await history(ben)).find(({ body }) => body.kind === 'picture');
    return (
      id !== undefined &&
      message !== undefined &&
      (await ben.person.handset.picture(id, message.id))
    );
  });
  await until(async () => {
    const id = await conversation(ben);
    const last = (await history(ben)).at(-1);
    if (id === undefined || last === undefined) return false;
    await ben.person.handset.markRead(id, last.id);
    return (await ben.person.handset.conversation(id)).unread === 0;
  });
  await say(ben, 'ben 3');
  await hears(ada, 'ben 3');
  await until(async () =>
    (await history(ada)).filter(({ mine }) => mine).every(({ state }) => state === 'read'),
  );
  await until(async () =>
    (await history(ben)).filter(({ mine }) => mine).every(({ state }) => state === 'delivered'),
  );

  const result = {
    writes: { Ada: ada.writes, Ben: ben.writes },
    deaths: ada.deaths + ben.deaths,
    ofAda: (await history(ada)).map((message) => [message.id, textOf(message)]),
    ofBen: (await history(ben)).map((message) => [message.id, textOf(message)]),
    conversations: [
      await ada.person.handset.conversations(),
      await ben.person.handset.conversations(),
    ],
    dropped: [
      (await ada.person.handset.status()).dropped,
      (await ben.person.handset.status()).dropped,
    ],
    picture: picture.bytes,
    usedTwice: await watch.usedTwice(relay.posts.map(({ body }) => body)),
    postedTwoWays: twoBodies(relay.posts),
  };
  for (const { person: each } of [ada, ben]) await each.vault.close();
  return result;
}

function holds(result: Awaited<ReturnType<typeof story>>): void {
  const all = ['[picture]', 'ada 1', 'ada 2', 'ben 1', 'ben 2', 'ben 3'];
  expect(result.ofAda).toEqual(result.ofBen);
  expect(new Set(result.ofAda.map(([, text]) => text))).toEqual(new Set(all));
  expect(result.ofAda).toHaveLength(all.length);
  expect(result.conversations.map(({ length }) => length)).toEqual([1, 1]);
  const none = { undecryptable: 0, replayed: 0, malformed: 0, forged: 0 };
  expect(result.dropped).toEqual([none, none]);
  expect(result.picture).toHaveLength(pictureFile.length + 5);
  expect(result.usedTwice).toEqual([]);
  expect(result.postedTwoWays).toBe(0);
}

const whole = await story(undefined, undefined);

describe('a handset killed at a write loses no message, shows none twice and uses no key twice', () => {
  test('without a death the story holds, and it has steps to die at', () => {
    holds(whole);
    expect(whole.writes.Ada).toBeGreaterThan(10);
    expect(whole.writes.Ben).toBeGreaterThan(10);
  });

  for (const who of ['Ada', 'Ben'] as const) {
    for (const when of ['before', 'after'] as const) {
      // The order of writes differs a little from run to run, so a few more than were counted.
      for (let write = 1; write <= whole.writes[who] + 2; write++) {
        test(`${who}, ${when} write ${write}`, async () =>
          holds(await story(who, { write, when })));
      }
    }
  }
});

describe('a store that is put back from an older copy', () => {
  const restore = async (over: (mls: Mls) => Mls) => {
    const relay = tinyRelay();
    const watch = keyWatch();
    const under = (mls: Mls): Mls => watch.over(over(mls));
    const ada = await person({ relay, over: under });
    const ben = await person({ relay, over: under });
    const { ofA, ofB } = await meet(ada, ben);
    await ada.handset.send(ofA, { text: 'hello' });
    await shows(ben.handset, ofB, ['hello']);
    await ben.handset.settled();
    const before = ben.store.copy();
    await ben.handset.send(ofB, { text: 'first' });
    await shows(ada.handset, ofA, ['hello', 'first']);
    await ben.vault.close();
    // No relay remembers that there was another life.
    relay.forgetRegisters();
    const restored = await person({ relay, store: before, over: under });
    await restored.handset.send(ofB, { text: 'second' });
    await restored.handset.settled();
    const usedTwice = await watch.usedTwice(relay.posts.map(({ body }) => body));
    await ada.vault.close();
    await restored.vault.close();
    return usedTwice.length;
  };

  test('uses no key that was used since, although no relay remembers', async () => {
    expect(await restore((mls) => mls)).toBe(0);
  });

  test('would use one, and the watch on keys would notice, if it did not leave some out', async () => {
    const careless = (mls: Mls): Mls => ({
      ...mls,
      skip: async (state) => ({ state, changes: [], spent: [] }),
    });
    expect(await restore(careless)).toBeGreaterThan(0);
  });
});
