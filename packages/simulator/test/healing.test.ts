import { describe, expect, test } from 'vitest';
import { agree, circle, converge, groupOf, idOf, say, texts } from './group-fixture.ts';
import type { Person } from './group-fixture.ts';

describe('delivery that heals', () => {
  test('messages that a relay lost are asked for and sent again', async () => {
    const { net, relays, people } = await circle({ names: ['Ada', 'Ben', 'Cleo'] });
    const [ada, ben] = people as [Person, Person];
    const [relay] = relays;
    await say(ada, 'one');
    await agree(net, people, ['one']);
    relay?.setConduct({ loseChance: 1 });
    await say(ada, 'lost 1');
    await say(ada, 'lost 2');
    await net.advance(20_000);
    expect(await texts(ben)).toEqual(['one']);
    relay?.setConduct({});
    await say(ada, 'two');
    await agree(net, people, ['one', 'lost 1', 'lost 2', 'two']);
    const { healing } = await ben.who.handset().status();
    expect(healing).toMatchObject({ missing: 0, repaired: 2, lost: 0 });
    net.close();
  });

  test('what is missing is asked for in time by a handset whose clock is set back', async () => {
    const { net, relays, people } = await circle({ names: ['Ada', 'Ben', 'Cleo'] });
    const [ada, ben] = people as [Person, Person];
    const [relay] = relays;
    await say(ada, 'one');
    await agree(net, people, ['one']);
    ben.who.setSkew(8 * 3_600_000);
    relay?.setConduct({ loseChance: 1 });
    await say(ada, 'lost');
    await net.advance(5_000);
    relay?.setConduct({});
    await say(ada, 'two');
    await net.until(async () => (await texts(ben)).includes('two'));
    // Somebody put the clock right before anything was asked for.
    ben.who.setSkew(0);
    await agree(net, people, ['one', 'lost', 'two'], 60_000);
    net.close();
  });

  test('a relay that shows two orders splits the group, which is seen and healed', async () => {
    const { net, relays, people } = await circle({ names: ['Ada', 'Ben', 'Cleo', 'Dan'] });
    const [ada, ben, cleo, dan] = people as [Person, Person, Person, Person];
    const [relay] = relays;
    await ada.who
      .handset()
      .changeGroup(ada.id, { roles: [{ identity: idOf(cleo), role: 'admin' }] });
    await net.until(
      async () => (await cleo.who.handset().conversation(cleo.id)).group?.myRole === 'admin',
    );
    await converge(net, people);
    await relay?.splitRegisters([cleo.who.name, dan.who.name]);
    await ada.who.handset().changeGroup(ada.id, { name: 'Ada and Ben' });
    await cleo.who.handset().changeGroup(cleo.id, { name: 'Cleo and Dan' });
    await net.advance(20_000);
    await say(ada, 'from Ada');
    await say(ben, 'from Ben');
    await say(cleo, 'from Cleo');
    await say(dan, 'from Dan');
    await net.advance(60_000);
    relay?.joinRegisters();
    await agree(net, people, ['from Ada', 'from Ben', 'from Cleo', 'from Dan'], 4 * 3_600_000);
    await say(dan, 'whole again');
    await agree(net, people, ['from Ada', 'from Ben', 'from Cleo', 'from Dan', 'whole again']);
    await converge(net, people);
    net.close();
  });

  test('a handset whose storage is put back from an older copy comes back as a new leaf', async () => {
    const { net, people } = await circle({ names: ['Ada', 'Ben', 'Cleo'] });
    const [ada, ben] = people as [Person, Person];
    await say(ada, 'one');
    await agree(net, people, ['one']);
    ben.who.keepCopy();
    await say(ben, 'two');
    await agree(net, people, ['one', 'two']);
    await ben.who.stop();
    ben.who.restoreCopy();
    await net.wait(ben.who.start());
    await say(ben, 'three');
    await say(ada, 'four');
    await agree(net, [ada, people[2] as Person], ['one', 'two', 'three', 'four']);
    await net.until(async () => (await texts(ben)).includes('four'));
    await net.until(async () => (await ben.who.handset().status()).healing.rejoined > 0);
    await converge(net, people);
    net.close();
  });

  test('what was missing of somebody who came back is sent again, and what they deleted is waited for no longer', async () => {
    const { net, relays, people } = await circle({ names: ['Ada', 'Ben', 'Cleo'] });
    const [ada, ben] = people as [Person, Person];
    const [relay] = relays;
    await say(ben, 'one');
    await agree(net, people, ['one']);
    relay?.setConduct({ loseChance: 1 });
    await say(ben, 'lost');
    const { id } = await say(ben, 'deleted');
    await net.advance(5_000);
    await ben.who.handset().remove(ben.id, id, 'everyone');
    await net.advance(5_000);
    relay?.setConduct({});
    ben.who.keepCopy();
    await ben.who.stop();
    await net.wait(ben.who.start());
    await say(ben, 'two');
    await net.until(async () => (await texts(ada)).includes('two'));
    // Nobody has asked him yet for what they miss.
    await ben.who.stop();
    ben.who.restoreCopy();
    await net.wait(ben.who.start());
    await net.until(async () => (await ada.who.handset().status()).healing.missing === 0);
    expect(await texts(ada)).toEqual(['one', 'lost', 'two']);
    expect((await ada.who.handset().status()).healing.lost).toBe(0);
    expect((await ben.who.handset().status()).healing.rejoined).toBeGreaterThan(0);
    net.close();
  });

  test('one of two relays lost for good costs nothing', async () => {
    const { net, relays, people } = await circle({ names: ['Ada', 'Ben', 'Cleo'], relays: 2 });
    const [ada, ben, cleo] = people as [Person, Person, Person];
    await say(ada, 'one');
    await agree(net, people, ['one']);
    relays[0]?.vanish();
    await say(ben, 'two');
    await say(cleo, 'three');
    await agree(net, people, ['one', 'two', 'three']);
    await ada.who.handset().changeGroup(ada.id, { name: 'On one relay' });
    for (const { who, id } of people)
      await net.until(async () => (await who.handset().conversation(id)).name === 'On one relay');
    await converge(net, people);
    net.close();
  });

  test('mailboxes move to another relay inside the conversation, also when the old one is gone', async () => {
    const { net, relays, people } = await circle({ names: ['Ada', 'Ben', 'Cleo'], relays: 2 });
    const [ada, ben] = people as [Person, Person];
    await say(ada, 'one');
    await agree(net, people, ['one']);
    const fresh = await net.addRelay('fresh');
    relays[0]?.vanish();
    const kept = relays[1]!;
    for (const { who } of people) await net.wait(who.handset().moveTo([fresh.url, kept.url]));
    await say(ben, 'two');
    await agree(net, people, ['one', 'two']);
    await net.advance(600_000);
    await converge(net, people);
    kept.vanish();
    await say(ada, 'three');
    await agree(net, people, ['one', 'two', 'three']);
    net.close();
  });

  test('a copy that was put back after its handset had gone on writes again, in a life of its own', async () => {
    const { net, people } = await circle({ names: ['Ada', 'Ben', 'Cleo'] });
    const [ada, ben, cleo] = people as [Person, Person, Person];
    await say(ada, 'one');
    await agree(net, people, ['one']);
    ben.who.keepCopy();
    await ben.who.stop();
    await net.wait(ben.who.start());
    await say(ben, 'two');
    await agree(net, people, ['one', 'two']);
    await ben.who.stop();
    ben.who.restoreCopy();
    await net.wait(ben.who.start());
    await say(ben, 'three');
    await agree(net, [ada, cleo], ['one', 'two', 'three']);
    await net.until(async () => (await texts(ben)).includes('three'));
    await converge(net, people);
    net.close();
  });

  test('a copy from before a commit of its own makes no second one in that epoch', async () => {
    const { net, people } = await circle({ names: ['Ada', 'Ben', 'Cleo'] });
    const [ada, ben, cleo] = people as [Person, Person, Person];
    await say(ada, 'one');
    await agree(net, people, ['one']);
    ada.who.keepCopy();
    await ada.who.handset().changeGroup(ada.id, { name: 'Committed' });
    await converge(net, people);
    await ada.who.stop();
    ada.who.restoreCopy();
    await net.wait(ada.who.start());
    await ada.who.handset().changeGroup(ada.id, { name: 'Forgotten' });
    await net.advance(120_000);
    await converge(net, people);
    for (const { who, id } of [ada, ben, cleo])
      expect((await who.handset().conversation(id)).name).toBe('Forgotten');
    await say(ada, 'two');
    await agree(net, [ben, cleo], ['one', 'two']);
    net.close();
  });

  test('a commit of one who could not reach the register is found by those who could', async () => {
    const { net, relays, people } = await circle({ names: ['Ada', 'Ben', 'Cleo'], relays: 2 });
    const [ada, , cleo] = people as [Person, Person, Person];
    await say(ada, 'one');
    await agree(net, people, ['one']);
    const heal = net.partition([ada.who], [relays[0]!]);
    await ada.who.handset().changeGroup(ada.id, { name: 'Put elsewhere' });
    await say(ada, 'two');
    await net.advance(60_000);
    heal();
    await net.until(
      async () => (await cleo.who.handset().conversation(cleo.id)).name === 'Put elsewhere',
    );
    await agree(net, people, ['one', 'two']);
    await converge(net, people);
    for (const { who } of people)
      expect((await who.handset().status()).healing).toMatchObject({ rejoined: 0, lost: 0 });
    net.close();
  });

  test('what is said while somebody is being taken out waits until they are', async () => {
    const { net, relays, people } = await circle({ names: ['Ada', 'Ben', 'Cleo'] });
    const [ada, ben, cleo] = people as [Person, Person, Person];
    const [relay] = relays;
    await say(ada, 'one');
    await agree(net, people, ['one']);
    await relay?.stop();
    await ada.who.handset().changeGroup(ada.id, { remove: [idOf(ben)] });
    await say(ada, 'not for Ben');
    await net.advance(60_000);
    await relay?.start();
    await agree(net, [ada, cleo], ['one', 'not for Ben']);
    await net.until(async () => (await ben.who.handset().conversation(ben.id)).state === 'removed');
    await net.advance(60_000);
    expect(await texts(ben)).toEqual(['one']);
    net.close();
  });

  test.each([1, 2, 3, 4])(
    'who was removed on one side of a split is out in the end and has read nothing, whichever side stays (seed %i)',
    async (seed) => {
      const { net, relays, people } = await circle({ seed, names: ['Ada', 'Ben', 'Cleo', 'Dan'] });
      const [ada, ben, cleo, dan] = people as [Person, Person, Person, Person];
      const [relay] = relays;
      await ada.who
        .handset()
        .changeGroup(ada.id, { roles: [{ identity: idOf(cleo), role: 'admin' }] });
      await net.until(
        async () => (await cleo.who.handset().conversation(cleo.id)).group?.myRole === 'admin',
      );
      await converge(net, people);
      await relay?.splitRegisters([cleo.who.name, dan.who.name]);
      await ada.who.handset().changeGroup(ada.id, { remove: [idOf(dan)] });
      await cleo.who.handset().changeGroup(cleo.id, { name: 'Cleo and Dan' });
      await net.advance(20_000);
      await say(ada, 'without Dan');
      await net.advance(60_000);
      relay?.joinRegisters();
      const left = [ada, ben, cleo];
      await net.until(async () => {
        const rosters = await Promise.all(
          left.map(async ({ who, id }) => (await who.handset().members(id)).length),
        );
        return rosters.every((count) => count === 3);
      }, 4 * 3_600_000);
      await agree(net, left, ['without Dan'], 4 * 3_600_000);
      const isOut = async (): Promise<boolean> =>
        (await dan.who.handset().conversation(dan.id)).state === 'removed';
      await net.until(isOut, 4 * 3_600_000);
      expect(await texts(dan)).toEqual([]);
      net.close();
    },
  );

  test.each([1, 2, 3, 4])(
    'who was let in on one side of a split is in in the end, whichever side stays (seed %i)',
    async (seed) => {
      const { net, relays, people } = await circle({ seed, names: ['Ada', 'Ben', 'Cleo', 'Dan'] });
      const [ada, ben, cleo, dan] = people as [Person, Person, Person, Person];
      const [relay] = relays;
      await ada.who.handset().changeGroup(ada.id, {
        roles: [{ identity: idOf(cleo), role: 'admin' }],
      });
      await net.until(
        async () => (await cleo.who.handset().conversation(cleo.id)).group?.myRole === 'admin',
      );
      await ada.who.handset().changeGroup(ada.id, { remove: [idOf(dan)] });
      await net.until(
        async () => (await dan.who.handset().conversation(dan.id)).state === 'removed',
      );
      await converge(net, [ada, ben, cleo]);
      await relay?.splitRegisters([cleo.who.name]);
      await ada.who.handset().changeGroup(ada.id, { add: [idOf(dan)] });
      await cleo.who.handset().changeGroup(cleo.id, { name: 'Cleo alone' });
      await net.advance(60_000);
      await say(ada, 'with Dan');
      await net.advance(60_000);
      relay?.joinRegisters();
      await net.until(async () => {
        const rosters = await Promise.all(
          people.map(async ({ who, id }) => (await who.handset().members(id)).length),
        );
        return rosters.every((count) => count === 4);
      }, 12 * 3_600_000);
      await converge(net, people);
      await say(dan, 'from Dan');
      await net.until(async () => {
        const all = await Promise.all(people.map(texts));
        return all.every((each) => each.includes('from Dan') && each.includes('with Dan'));
      }, 4 * 3_600_000);
      net.close();
    },
  );

  test.each(
    [1, 2, 3, 4, 5, 6, 7, 8].flatMap((seed) =>
      [false, true].map((rises) => [seed, rises] as const),
    ),
  )(
    'who was let in behind a split, by a member who then came over, is with the others in the end (seed %i, who became an admin meanwhile: %s)',
    async (seed, rises) => {
      const names = ['Ada', 'Ben', 'Cleo', 'Dan'];
      const { net, relays, people } = await circle({ seed, names, unsafeModels: true });
      const [ada, ben, cleo, dan] = people as [Person, Person, Person, Person];
      const [relay] = relays;
      await net.introduce(ben.who, dan.who);
      await net.advance(10_000);
      await ada.who.handset().changeGroup(ada.id, { remove: [idOf(dan)], membersMayAdd: true });
      await net.until(
        async () => (await dan.who.handset().conversation(dan.id)).state === 'removed',
      );
      const { id: pinned } = await say(ada, 'one');
      await agree(net, [ada, ben, cleo], ['one']);
      await converge(net, [ada, ben, cleo]);
      await relay?.splitRegisters([ben.who.name, dan.who.name]);
      await ben.who.handset().changeGroup(ben.id, { pin: { message: pinned, pinned: true } });
      for (const name of ['Without Ben', 'Still without him']) {
        await ada.who.handset().changeGroup(ada.id, { name });
        await net.advance(20_000);
      }
      // Dan will not believe of a member alone that there is a new admin.
      const roles = [{ identity: idOf(ben), role: 'admin' } as const];
      if (rises) await ada.who.handset().changeGroup(ada.id, { roles });
      // The split is older than the first epoch that Dan is in.
      await ben.who.handset().changeGroup(ben.id, { add: [idOf(dan)] });
      await net.until(
        async () => (await dan.who.handset().conversation(dan.id)).state === 'active',
      );
      relay?.joinRegisters();
      for (const each of [ada, ben, cleo, dan]) await say(each, each.who.name);
      await net.until(async () => {
        const rosters = await Promise.all(
          people.map(async ({ who, id }) => (await who.handset().members(id)).length),
        );
        return rosters.every((count) => count === 4);
      }, 12 * 3_600_000);
      await converge(net, people);
      net.close();
    },
  );

  test.each([1, 2, 3, 4])(
    'who comes over from another side of a split has what was said by those who were let in meanwhile (seed %i)',
    async (seed) => {
      const { net, relays, people } = await circle({
        seed,
        names: ['Ada', 'Ben', 'Cleo'],
        unsafeModels: true,
      });
      const [ada, , cleo] = people as [Person, Person, Person];
      const [relay] = relays;
      const who = await net.addHandset('Dan', relays);
      await net.introduce(ada.who, who);
      const roles = [{ identity: idOf(cleo), role: 'admin' } as const];
      await ada.who.handset().changeGroup(ada.id, { roles });
      await net.advance(10_000);
      await converge(net, people);
      await relay?.splitRegisters([cleo.who.name]);
      await cleo.who.handset().changeGroup(cleo.id, { name: 'Cleo alone' });
      await ada.who.handset().changeGroup(ada.id, { add: [who.handset().identity] });
      const dan = { who, id: await groupOf(net, who, 'Circle') };
      await say(dan, 'one');
      await net.advance(60_000);
      await ada.who.handset().changeGroup(ada.id, { name: 'With Dan' });
      await net.advance(60_000);
      relay?.joinRegisters();
      await say(dan, 'two');
      await net.until(async () => {
        const all = await Promise.all([...people, dan].map(texts));
        return all.every((each) => each.includes('one') && each.includes('two'));
      }, 4 * 3_600_000);
      await converge(net, [...people, dan]);
      net.close();
    },
  );

  test.each([1, 2, 3, 4])(
    'what somebody said before they were removed on one side of a split is with all, whichever side stays (seed %i)',
    async (seed) => {
      const names = ['Ada', 'Ben', 'Cleo', 'Dan'];
      const { net, relays, people } = await circle({ seed, names, unsafeModels: true });
      const [ada, ben, cleo, dan] = people as [Person, Person, Person, Person];
      const [relay] = relays;
      const roles = [{ identity: idOf(cleo), role: 'admin' } as const];
      await ada.who.handset().changeGroup(ada.id, { roles });
      await net.advance(10_000);
      await converge(net, people);
      await relay?.splitRegisters([cleo.who.name]);
      await ada.who.handset().changeGroup(ada.id, { name: 'With Dan' });
      await cleo.who.handset().changeGroup(cleo.id, { name: 'Cleo alone' });
      await net.advance(1_000);
      const heal = net.partition([cleo.who], relays);
      await say(dan, 'one');
      await agree(net, [ada, ben, dan], ['one']);
      await ada.who.handset().changeGroup(ada.id, { remove: [idOf(dan)] });
      await net.until(
        async () => (await dan.who.handset().conversation(dan.id)).state === 'removed',
      );
      relay?.joinRegisters();
      heal();
      await say(ada, 'two');
      await agree(net, [ada, ben, cleo], ['one', 'two'], 4 * 3_600_000);
      await converge(net, [ada, ben, cleo]);
      net.close();
    },
  );

  test.each([1, 2, 3, 4])(
    'who was let in on one side of a split, by somebody who is out on the other, is there or knows better (seed %i)',
    async (seed) => {
      const { net, relays, people } = await circle({
        ...{ seed, names: ['Ada', 'Ben', 'Cleo'], unsafeModels: true },
      });
      const [ada, ben, cleo] = people as [Person, Person, Person];
      const [relay] = relays;
      const who = await net.addHandset('Dan', relays);
      await net.introduce(ben.who, who);
      const roles = [ben, cleo].map((each) => ({ identity: idOf(each), role: 'admin' as const }));
      await ada.who.handset().changeGroup(ada.id, { roles });
      await net.advance(10_000);
      await converge(net, people);
      await relay?.splitRegisters([ben.who.name, cleo.who.name]);
      await ada.who.handset().changeGroup(ada.id, { remove: [idOf(ben)] });
      await ben.who.handset().changeGroup(ben.id, { add: [who.handset().identity] });
      const dan = { who, id: await groupOf(net, who, 'Circle') };
      await say(cleo, 'one');
      await net.advance(20_000);
      relay?.joinRegisters();
      await say(ada, 'two');
      const stateOf = async (each: Person): Promise<string> =>
        (await each.who.handset().conversation(each.id)).state;
      await net.until(async () => {
        const isIn = (await ada.who.handset().members(ada.id)).length === 3;
        const states = [await stateOf(ben), await stateOf(dan)].join(' ');
        return states === `removed ${isIn ? 'active' : 'removed'}`;
      }, 4 * 3_600_000);
      const inside = [ada, cleo, dan].slice(0, (await stateOf(dan)) === 'active' ? 3 : 2);
      await converge(net, inside);
      net.close();
    },
  );

  test.each([1, 2, 3, 4])(
    'who was removed by the only other member while the group was split is out, whichever side stays (seed %i)',
    async (seed) => {
      const names = ['Ada', 'Ben'];
      const { net, relays, people } = await circle({ seed, names, unsafeModels: true });
      const [ada, ben] = people as [Person, Person];
      const [relay] = relays;
      const { id: message } = await say(ada, 'one');
      await agree(net, people, ['one']);
      await relay?.splitRegisters([ben.who.name]);
      await ben.who.handset().changeGroup(ben.id, { pin: { message, pinned: true } });
      await net.advance(5_000);
      await ada.who.handset().changeGroup(ada.id, { remove: [idOf(ben)] });
      await net.advance(20_000);
      relay?.joinRegisters();
      const isOut = async (): Promise<boolean> =>
        (await ben.who.handset().conversation(ben.id)).state === 'removed';
      await net.until(isOut, 4 * 3_600_000);
      expect(await ada.who.handset().members(ada.id)).toHaveLength(1);
      net.close();
    },
  );

  test('who was removed waits for nothing that nobody would send again', async () => {
    const { net, relays, people } = await circle({ names: ['Ada', 'Ben', 'Cleo'] });
    const [ada, ben, cleo] = people as [Person, Person, Person];
    const [relay] = relays;
    const missing = async (): Promise<number> => (await ben.who.handset().status()).healing.missing;
    await say(cleo, 'one');
    await agree(net, people, ['one']);
    relay?.setConduct({ loseChance: 1 });
    await say(cleo, 'lost');
    await net.advance(1_000);
    relay?.setConduct({});
    await say(cleo, 'two');
    await net.until(async () => (await texts(ben)).includes('two'));
    await cleo.who.stop();
    expect(await missing()).toBe(1);
    await ada.who.handset().changeGroup(ada.id, { remove: [idOf(ben)] });
    await net.until(async () => (await ben.who.handset().conversation(ben.id)).state === 'removed');
    expect(await missing()).toBe(0);
    net.close();
  });
});
